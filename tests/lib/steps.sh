# The steps of tests/run. Sourced by it; needs deploy/lib/say.sh, packages.sh and build.sh. Each adds
# to passed, failed and skipped, and leaves its log in build/logs.
# shellcheck shell=bash

readonly LOGS=build/logs
readonly FUZZ_SECONDS=5
passed=0
failed=0
skipped=0

# verdict NAME STATUS: counts a step that is one test by itself.
verdict() {
  if [ "$2" = 0 ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    say "    failed: $1 (see $LOGS)"
  fi
}

# Every twentieth line of ninja's "[12/240] ..." and the last, so that one sees it move.
sparse() { awk '/^\[[0-9]+\/[0-9]+\]/ { last = $1; if (++n % 20 == 0) { print "    " $1; fflush() } }
                END { if (last != "") print "    " last }' >&2; }

# build PRESET TARGET...: into LOGS/PRESET-build.log; a failure is a failed test and its errors shown.
build() {
  local preset=$1 log=$LOGS/$1-build.log
  shift
  configure_preset "$preset"
  if ! ninja -C "build/$preset" -j "$(build_jobs)" "$@" 2>&1 | tee "$log" | sparse; then
    grep -E 'error|FAILED' "$log" | head -n 20 >&2
    verdict "build of $preset" 1
    return 1
  fi
  verdict "build of $preset" 0
}

# run_tests PRESET CTEST-ARGUMENT...: ctest, counted by cases.
run_tests() {
  local preset=$1 junit=$PWD/$LOGS/$1.xml log=$LOGS/$1-tests.log counts
  shift
  rm -f "$junit"
  # Lines like "3/40 Test #3: engine_ts_test ... Passed 1.2 sec" are the progress.
  ctest --test-dir "build/$preset" -j 2 --output-on-failure --output-junit "$junit" \
    --test-output-size-passed 4000000 --test-output-size-failed 4000000 "$@" 2>&1 |
    tee "$log" | grep -E --line-buffered '^ *[0-9]+/[0-9]+ Test' | sed -u 's/^/    /' >&2
  if [ ! -e "$junit" ]; then
    verdict "ctest in build/$preset" 1
    return
  fi
  read -ra counts < <(python3 tests/lib/count.py "$junit")
  if [ "${counts[*]}" = "0 0 0" ]; then
    verdict "ctest in build/$preset found no tests" 1
  fi
  passed=$((passed + counts[0]))
  failed=$((failed + counts[1]))
  skipped=$((skipped + counts[2]))
}

step_lint() {
  local status=0
  tests/lint/run >"$LOGS/lint.log" 2>&1 || status=$?
  [ "$status" = 0 ] || cat "$LOGS/lint.log" >&2
  verdict lint "$status"
}

step_release() {
  build release && run_tests release
}

# clang builds this preset, so that its thread-safety analysis has judged every file, too.
step_asan() {
  build asan && run_tests asan -LE e2e
}

step_fuzz() {
  local program name status scratch
  if [ ! -e build/asan/build.ninja ]; then
    build asan || return
  fi
  for program in build/asan/bin/*_fuzz; do
    name=$(basename "$program" _fuzz)
    status=0
    scratch=$(mktemp -d)
    mkdir -p "tests/fuzz/corpus/$name"
    "$program" -max_total_time="$FUZZ_SECONDS" -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
      -artifact_prefix="$LOGS/$name-" "$scratch" "tests/fuzz/corpus/$name" \
      >"$LOGS/fuzz-$name.log" 2>&1 || status=$?
    rm -rf "$scratch"
    [ "$status" = 0 ] || tail -n 20 "$LOGS/fuzz-$name.log" >&2
    verdict "fuzzing of $name" "$status"
  done
}

# Only what has threads: the rest would cost minutes and show nothing.
step_tsan() {
  # A second try, because some deadlines of tests are short for programs ten times slower; a race
  # ends the program each time.
  build tsan threaded_tests &&
    TSAN_OPTIONS="suppressions=$PWD/tests/lib/tsan.supp" \
      run_tests tsan -L threads --repeat until-pass:2
}
