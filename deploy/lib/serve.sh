# Runs the daemon with streams and shows the live table. Sourced; needs say.sh, children.sh and
# ports.sh; works in the repository's top directory.
# shellcheck shell=bash

readonly PROGRAMS=build/release/bin
readonly DEMO=data/demo
daemon=
demo=
demo_list=$DEMO/channels.m3u

# start_daemon: vedetted in the background, ready to be asked.
start_daemon() {
  local tries=0
  PORT=$(choose_port PORT 3050)
  GRPC_PORT=$(choose_port GRPC_PORT 50051)
  export PORT GRPC_PORT VEDETTE_ADDRESS="127.0.0.1:$GRPC_PORT"
  step "starting vedetted: REST on http://127.0.0.1:$PORT, gRPC on $VEDETTE_ADDRESS"
  mkdir -p logs
  start_child daemon logs/vedetted.out "$PROGRAMS/vedetted"
  if [ -z "${VEDETTE_TOKEN:-}" ] && VEDETTE_TOKEN=$("$PROGRAMS/vedette" token 2>/dev/null); then
    export VEDETTE_TOKEN
  fi
  until "$PROGRAMS/vedette" health >/dev/null 2>&1; do
    if ! running "$daemon" || [ "$tries" -ge 150 ]; then
      tail -n 5 logs/vedetted.out >&2
      die "vedetted did not start; its output is in logs/vedetted.out"
    fi
    sleep 0.1
    tries=$((tries + 1))
  done
}

# start_demo: the demo channels, listed in $demo_list once they are live. Their store is new each
# time, so that only this demo is seen.
start_demo() {
  export DATA_DIR="$DEMO/store"
  mkdir -p "$DEMO" logs
  rm -rf "${DATA_DIR:?}" "$demo_list"
  step "starting the demo channels (the first time makes their material, some seconds)"
  start_child demo logs/demo.out python3 deploy/demo/channels.py --material "$DEMO/material" \
    --ready "$demo_list"
}

# wait_for_demo: until the channels are live.
wait_for_demo() {
  local tries=0
  until [ -e "$demo_list" ]; do
    if ! running "$demo" || [ "$tries" -ge 1200 ]; then
      tail -n 5 logs/demo.out >&2
      die "the demo channels did not start; their output is in logs/demo.out"
    fi
    sleep 0.1
    tries=$((tries + 1))
  done
  grep '^demo: ' logs/demo.out >&2 || true
}

# import_streams SOURCE...: list files as they are, URLs as a list of their own.
import_streams() {
  local source
  for source in "$@"; do
    case $source in
      *://*) printf '%s\n' "$source" | "$PROGRAMS/vedette" import --format m3u - >&2 ;;
      *) "$PROGRAMS/vedette" import "$source" >&2 ;;
    esac
  done
}

# show: the live table until Ctrl-C. In the background, because only then does bash act on a signal
# at once.
show() {
  "$PROGRAMS/vedette" watch &
  children+=("$!")
  wait "$!"
}
