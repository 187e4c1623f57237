#!/usr/bin/env bash
# From sample rows to stored rows: infers a record from real JSON, then runs samples/Flights on the engines inside the process.
# Arguments are passed on, e.g. --full 10000000. Run twice, the table keeps growing: its data stays in .denormalized/.
set -euo pipefail
step=demo
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"

configuration="${CONFIGURATION:-Release}"
run() { dotnet run --project "$1" --configuration "$configuration" --no-build -- "${@:2}"; }

say "dotnet denormalized infer flights-200k.json: 200,000 rows, one record"
run tools/Denormalized.Tool infer "$native/node_modules/vega-datasets/data/flights-200k.json" --name Flight

say "samples/Flights: Kafka, pipelines and ClickHouse in one process"
run samples/Flights "$@"
