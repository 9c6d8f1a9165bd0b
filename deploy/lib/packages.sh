# Installs what is missing, and asks the package manager only then. Sourced; needs say.sh.
# shellcheck shell=bash

readonly GOOGLEAPIS_VERSION=1.76.0
# The last one that the Go of Debian 12 (1.19) builds.
readonly GRPCURL_VERSION=v1.8.9

# read_packages FILE...: the names in package lists, without comments.
read_packages() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$@"; }

# missing_packages NAME...: those that are not installed.
missing_packages() {
  local name
  for name in "$@"; do
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" != installed ]; then
      printf '%s\n' "$name"
    fi
  done
}

# install_packages NAME...: installs the missing ones by apt-get, one line of progress for each.
install_packages() {
  local missing log
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  command -v apt-get >/dev/null ||
    die "this is no Debian; install the equivalents of: ${missing[*]}"
  [ "$(id -u)" = 0 ] || die "run as root once, or install: apt-get install ${missing[*]}"
  step "installing ${#missing[@]} packages: ${missing[*]}"
  log=$(mktemp)
  if ! DEBIAN_FRONTEND=noninteractive apt-get -q update >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    die "apt-get update failed (is the network there?)"
  fi
  if ! DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
    "${missing[@]}" 2>&1 | tee "$log" | show_unpacked; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    die "apt-get install failed"
  fi
  rm -f "$log"
}

# Turns apt-get's output into "  12 unpacked, 3 set up: NAME" lines, every tenth package.
show_unpacked() {
  awk '/^Unpacking /{ n++; if (n % 10 == 0) { print "    " n " unpacked, last " $2; fflush() } }
       /^Setting up /{ s++; if (s % 10 == 0) { print "    " s " set up, last " $3; fflush() } }
       END { print "    " n + 0 " unpacked, " s + 0 " set up" }' >&2
}

# install_googleapis: puts google/api/*.proto where CMake looks for them, and prints that directory.
install_googleapis() {
  local to=/usr/local/share/googleapis scratch
  if [ ! -e "$to/google/api/annotations.proto" ]; then
    if [ ! -w "$(dirname "$to")" ]; then
      to="$PWD/build/googleapis"
    fi
    if [ ! -e "$to/google/api/annotations.proto" ]; then
      step "installing googleapis-common-protos $GOOGLEAPIS_VERSION into $to"
      if ! python3 -m pip --version >/dev/null 2>&1; then
        install_packages python3-pip
      fi
      scratch=$(mktemp -d)
      if ! python3 -m pip download -q --no-deps --disable-pip-version-check --dest "$scratch" \
        "googleapis-common-protos==$GOOGLEAPIS_VERSION" >&2; then
        rm -rf "$scratch"
        die "could not download googleapis-common-protos from PyPI"
      fi
      mkdir -p "$to"
      python3 -m zipfile -e "$scratch"/*.whl "$scratch/unpacked"
      cp -r "$scratch/unpacked/google" "$to/"
      rm -rf "$scratch"
    fi
  fi
  printf '%s\n' "$to"
}

# install_grpcurl: the reference client of gRPC reflection, through Go, where it is missing.
install_grpcurl() {
  local bin
  export PATH="$PATH:${GOPATH:-$HOME/go}/bin:/usr/local/go/bin"
  ! command -v grpcurl >/dev/null || return 0
  command -v go >/dev/null || install_packages golang-go
  step "installing grpcurl $GRPCURL_VERSION (two minutes the first time)"
  bin="${GOPATH:-$HOME/go}/bin"
  GOBIN="$bin" go install "github.com/fullstorydev/grpcurl/cmd/grpcurl@$GRPCURL_VERSION" >&2 ||
    die "go install of grpcurl failed"
}
