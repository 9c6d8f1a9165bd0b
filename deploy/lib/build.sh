# Configures and builds a preset, doing nothing when nothing changed. Sourced; needs say.sh and
# packages.sh; works in the repository's top directory.
# shellcheck shell=bash

# build_jobs: as many compilers as cores, and no more than memory allows: the largest sources, those
# that read gRPC's headers, take 1.2 GB each in gcc 12.
build_jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable:/ { print int($2 / 1200000) }' /proc/meminfo)
  [ "$memory" -ge 1 ] || memory=1
  printf '%s\n' "$((cores < memory ? cores : memory))"
}

# configure_preset NAME: runs CMake unless the build directory is up to date (ninja itself notices
# changed CMakeLists.txt).
configure_preset() {
  local preset=$1 protos
  protos=$(install_googleapis)
  if [ ! -e "build/$preset/build.ninja" ] || [ CMakePresets.json -nt "build/$preset/build.ninja" ]; then
    step "configuring build/$preset"
    cmake --preset "$preset" -DVEDETTE_GOOGLEAPIS_DIR="$protos" >"build/$preset.cmake.log" 2>&1 || {
      tail -n 30 "build/$preset.cmake.log" >&2
      die "cmake --preset $preset failed; all of it is in build/$preset.cmake.log"
    }
  fi
}

# build_preset NAME TARGET...: ninja shows how far it is ("[12/240] ...").
build_preset() {
  local preset=$1
  shift
  mkdir -p build
  configure_preset "$preset"
  step "building build/$preset: $*"
  ninja -C "build/$preset" -j "$(build_jobs)" "$@" >&2 || die "the build of $preset failed"
}
