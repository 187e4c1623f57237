#!/usr/bin/env bash
# How many branches of the decoders the tests of formats take: the collector's files, then a line for each file of source.
set -euo pipefail
step=coverage
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
results="$root/artifacts/coverage"
rm -rf "$results"
for name in Denormalized.Tests Denormalized.Avro.Tests Denormalized.Conformance.Tests; do
  say "$name"
  dotnet test "$root/tests/$name/$name.csproj" --configuration "${CONFIGURATION:-Release}" --no-build --nologo --filter 'Category!=Interop' \
    --collect:'XPlat Code Coverage' --results-directory "$results" --logger 'console;verbosity=minimal' < /dev/null
done
node "$root/tools/build/branches.mjs" "$results"/*/coverage.cobertura.xml
