#!/usr/bin/env bash
# A real Apache Kafka 0.9.0.1 with one broker, on the loopback interface, for `make interop` and `make chaos`.
#
#   kafka.sh run COMMAND...   starts it, runs the command with DENORMALIZED_KAFKA=host:port, stops it; the command's exit code
#   kafka.sh start            starts it in the background and prints host:port
#   kafka.sh stop             stops what `start` started
#
# Data and logs lie in .native/kafka-run and are removed at each start.
set -euo pipefail
step=kafka
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

home="$native/kafka"
run="$native/kafka-run"
host=127.0.0.1
broker_port="${KAFKA_PORT:-29092}"
zookeeper_port="${ZOOKEEPER_PORT:-22181}"

write_settings() {
  cat > "$run/zookeeper.properties" <<EOF
dataDir=$run/zookeeper
clientPort=$zookeeper_port
clientPortAddress=$host
maxClientCnxns=0
EOF
  # group.max.session.timeout.ms: the default of 30 s is less than clients of today ask for.
  cat > "$run/server.properties" <<EOF
broker.id=0
listeners=PLAINTEXT://$host:$broker_port
advertised.listeners=PLAINTEXT://$host:$broker_port
zookeeper.connect=$host:$zookeeper_port
log.dirs=$run/data
num.partitions=8
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
group.min.session.timeout.ms=1000
group.max.session.timeout.ms=600000
auto.create.topics.enable=true
delete.topic.enable=true
controlled.shutdown.enable=false
log.retention.hours=1
EOF
  cat > "$run/log4j.properties" <<EOF
log4j.rootLogger=INFO, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=[%d] %p %m (%c)%n
EOF
}

# Starts a Java main class in the background and remembers its process id.
launch() {
  local name="$1" heap="$2" main="$3" settings="$4"
  java "-Xmx$heap" -cp "$home/libs/*" "-Dlog4j.configuration=file:$run/log4j.properties" "$main" "$settings" \
    > "$run/$name.log" 2>&1 < /dev/null &
  echo $! > "$run/$name.pid"
}

alive() { [ -f "$run/$1.pid" ] && kill -0 "$(cat "$run/$1.pid")" 2>/dev/null; }

# Waits for a line in a log; the last lines of the log are the error when the process ends before.
wait_for() {
  local name="$1" text="$2" tries
  for ((tries = 0; tries < 300; tries++)); do
    if grep -qF "$text" "$run/$name.log" 2>/dev/null; then return; fi
    alive "$name" || { tail -n 5 "$run/$name.log" >&2; fail "$name ended while starting; see .native/kafka-run/$name.log"; }
    sleep 0.2
  done
  fail "$name did not come up within a minute; see .native/kafka-run/$name.log"
}

start() {
  if alive broker; then echo "$host:$broker_port"; return; fi
  "$root/tools/build/setup.sh" kafka >&2
  stop
  rm -rf "$run"
  mkdir -p "$run/zookeeper" "$run/data"
  write_settings
  launch zookeeper 128m org.apache.zookeeper.server.quorum.QuorumPeerMain "$run/zookeeper.properties"
  wait_for zookeeper "binding to port"
  launch broker 512m kafka.Kafka "$run/server.properties"
  wait_for broker "started (kafka.server.KafkaServer)"
  echo "$host:$broker_port"
}

stop() {
  local name pid
  for name in broker zookeeper; do
    [ -f "$run/$name.pid" ] || continue
    pid=$(cat "$run/$name.pid")
    kill -9 "$pid" 2>/dev/null || true
    rm -f "$run/$name.pid"
  done
}

case "${1:-}" in
  start) start ;;
  stop)  stop ;;
  run)   shift
         [ "$#" -gt 0 ] || fail "run needs a command"
         DENORMALIZED_KAFKA=$(start)
         export DENORMALIZED_KAFKA
         trap stop EXIT
         "$@" ;;
  *)     fail "usage: kafka.sh run COMMAND... | start | stop" ;;
esac
