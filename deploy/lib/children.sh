# Programs that a script starts, and their end. Sourced; needs say.sh. Call `trap end_children EXIT`
# and, so that a signal leads there too, `trap 'exit 130' INT; trap 'exit 143' TERM`.
# shellcheck shell=bash

children=()

# start_child NAME LOG PROGRAM...: in the background, its output in LOG, its pid in the variable
# NAME. The kernel ends it too should this script be killed.
start_child() {
  local name=$1 log=$2
  shift 2
  setpriv --pdeathsig TERM -- "$@" >"$log" 2>&1 &
  printf -v "$name" '%s' "$!"
  children+=("$!")
}

# running PID
running() { kill -0 "$1" 2>/dev/null; }

# Ends what was started: asks, waits as long as the daemon promises to need (10 s) and some more, and
# then kills. By pid alone: nothing else is touched.
end_children() {
  local pid tries=0
  trap '' INT TERM
  for pid in "${children[@]}"; do
    kill -TERM "$pid" 2>/dev/null || true
  done
  for pid in "${children[@]}"; do
    while running "$pid" && [ "$tries" -lt 120 ]; do
      sleep 0.1
      tries=$((tries + 1))
    done
    if running "$pid"; then
      say "process $pid does not end; killing it"
      kill -KILL "$pid" 2>/dev/null || true
    fi
    wait "$pid" 2>/dev/null || true
  done
  children=()
}
