#!/usr/bin/env bash
# Shows the product from nothing: a record inferred from real rows, then a host that takes events from Kafka into
# ClickHouse, and queries them.
#
#   BROKER=embedded | real     Kafka inside the process, or Apache Kafka 0.9.0.1 (needs Java)
#   ENGINE=embedded | http     ClickHouse inside the process, or behind HTTP in a process of its own
#   AOT=1                      the host published with Native AOT
#   ARGS="--paced 200000 --rate 20000 --full 1000000 --github 10"
set -euo pipefail
step=demo
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

cd "$root"
broker="${BROKER:-embedded}"
engine="${ENGINE:-embedded}"
out="$root/artifacts/demo"
mkdir -p "$out"

say "a record from real rows: dotnet denormalized infer flights-200k.json"
dotnet "tools/Denormalized.Tool/bin/$CONFIGURATION/net10.0/Denormalized.Tool.dll" infer "$native/node_modules/vega-datasets/data/flights-200k.json" --name Flight

host=(dotnet "samples/Flights/bin/$CONFIGURATION/net10.0/Flights.dll" --contentRoot "$out")
if [ -n "${AOT:-}" ]; then
  say "publishing the host with Native AOT"
  dotnet publish samples/Flights --configuration "$CONFIGURATION" --use-current-runtime --output "$out/aot" --nologo --verbosity quiet
  say "one file of $(($(stat -c %s "$out/aot/Flights") / 1000000)) MB, beside librdkafka"
  host=("$out/aot/Flights" --contentRoot "$out")
fi
# shellcheck disable=SC2206
host+=(${ARGS:-})

case "$engine" in
  embedded) ;;
  http)
    say "starting ClickHouse behind HTTP"
    coproc FRONT { dotnet "tests/Denormalized.HttpFront/bin/$CONFIGURATION/net10.0/Denormalized.HttpFront.dll" "$out/server"; }
    read -r connection <&"${FRONT[0]}" || fail "the HTTP server did not start"
    export ConnectionStrings__clickhouse="$connection"
    ;;
  *) fail "ENGINE is '$engine': embedded or http" ;;
esac

case "$broker" in
  embedded) say "starting the host"; "${host[@]}" ;;
  real)
    "$root/tools/build/setup.sh" kafka
    say "starting the host against Apache Kafka 0.9.0.1"
    # 0.9 neither tells its version nor knows topic ids.
    export Kafka__ApiVersionRequest=false Kafka__BrokerVersionFallback=0.9.0.1 Kafka__Incarnation="demo-$(date +%s)"
    "$root/tools/build/kafka.sh" run bash -c 'Kafka__BootstrapServers="$DENORMALIZED_KAFKA" exec "$@"' demo "${host[@]}"
    ;;
  *) fail "BROKER is '$broker': embedded or real" ;;
esac
