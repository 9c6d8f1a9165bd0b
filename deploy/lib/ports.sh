# Free ports. Sourced; needs say.sh.
# shellcheck shell=bash

# port_taken PORT: whether something listens on it on this machine's loopback.
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# choose_port NAME DEFAULT: the variable NAME or its line in .env where there is one (the daemon says
# so when that port is taken), else DEFAULT, else the next free port after it.
choose_port() {
  local name=$1 port=$2 set=${!1:-}
  if [ -z "$set" ] && [ -r .env ]; then
    set=$(sed -n "s/^\(export \)\{0,1\}$name=['\"]\{0,1\}\([0-9]*\).*/\2/p" .env | tail -n 1)
  fi
  if [ -n "$set" ]; then
    printf '%s\n' "$set"
    return
  fi
  while port_taken "$port" && [ "$port" -lt $(($2 + 100)) ]; do
    port=$((port + 1))
  done
  [ "$port" = "$2" ] || say "port $2 is taken by another program: $name is $port this time"
  printf '%s\n' "$port"
}
