#!/usr/bin/env bash
# A real, old ClickHouse for `make interop`: Debian's clickhouse-server 18.16, on the loopback interface, without root.
#
#   clickhouse18.sh run COMMAND...   starts it, runs the command with DENORMALIZED_CLICKHOUSE18=<connection string>, stops it
#   clickhouse18.sh start            starts it in the background and prints the connection string
#   clickhouse18.sh stop             stops what `start` started
#
# Where the server cannot be had, `run` says so in a line and runs the command without it. Data and log lie in
# .native/clickhouse18-run and are removed at each start.
set -euo pipefail
step=clickhouse18
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

run="$native/clickhouse18-run"
host=127.0.0.1
http_port="${CLICKHOUSE18_PORT:-28123}"
tcp_port="${CLICKHOUSE18_TCP_PORT:-29000}"
connection="Host=$host;Port=$http_port;Username=default;Database=default"

# Debian puts it where only root looks for programs.
server() { PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v clickhouse-server; }

alive() { [ -f "$run/server.pid" ] && kill -0 "$(cat "$run/server.pid")" 2>/dev/null; }

answers() { curl --silent --max-time 5 "http://$host:$http_port/?query=SELECT%20version()" 2>/dev/null; }

start() {
  local tries
  if alive; then echo "$connection"; return; fi
  rm -rf "$run"
  mkdir -p "$run/data/tmp"
  cp "$root/tools/build/clickhouse18/"*.xml "$run/" # it writes beside them
  "$(server)" --config-file="$run/config.xml" -- \
    --http_port="$http_port" --tcp_port="$tcp_port" --path="$run/data/" --tmp_path="$run/data/tmp/" > "$run/server.log" 2>&1 < /dev/null &
  echo $! > "$run/server.pid"
  for ((tries = 0; tries < 300; tries++)); do
    case "$(answers)" in
      18.*) echo "$connection"; return ;;
      ?*)   stop; fail "another ClickHouse answers at port $http_port: say another with CLICKHOUSE18_PORT" ;;
    esac
    alive || { tail -n 5 "$run/server.log" >&2; fail "the server ended while starting; see .native/clickhouse18-run/server.log"; }
    sleep 0.2
  done
  stop
  fail "the server did not come up within a minute; see .native/clickhouse18-run/server.log"
}

stop() {
  [ -f "$run/server.pid" ] || return 0
  kill -9 "$(cat "$run/server.pid")" 2>/dev/null || true
  rm -f "$run/server.pid"
}

case "${1:-}" in
  start) start ;;
  stop)  stop ;;
  run)   shift
         [ "$#" -gt 0 ] || fail "run needs a command"
         if server > /dev/null && DENORMALIZED_CLICKHOUSE18=$(start); then
           export DENORMALIZED_CLICKHOUSE18
           trap stop EXIT
         else
           say "ClickHouse 18.16 could not be had (Debian: clickhouse-server): its tests are left out"
         fi
         "$@" ;;
  *)     fail "usage: clickhouse18.sh run COMMAND... | start | stop" ;;
esac
