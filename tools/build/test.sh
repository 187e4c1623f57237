#!/usr/bin/env bash
# Runs the test projects one after the other (they are built already) and closes with "N passed, N failed".
#
#   test.sh                      all of tests/*.Tests
#   test.sh Denormalized.Tests   one project, by its name
#
# FILTER=... is passed to `dotnet test --filter`. CONFIGURATION is Release unless said otherwise.
# Tests that need a broker (trait Category=Interop) run only where DENORMALIZED_KAFKA names one, and then only they.
# Fails when a test fails, when a project fails otherwise (a crash, a hang), and when no test was run.
set -uo pipefail
step=test
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

configuration="${CONFIGURATION:-Release}"
results="$root/artifacts/test-results"
passed=0 failed=0 broken=() named=""
if [ -n "${DENORMALIZED_KAFKA:-}" ]; then category="Category=Interop"; else category="Category!=Interop"; fi
filter="$category${FILTER:+&($FILTER)}"

# The names of the tests that failed, each with the first line of its message: the end of a long log is what gets read.
failures() {
  awk -v project="$1" '
    /<UnitTestResult / { name = ""; if (/outcome="Failed"/ && match($0, /testName="[^"]*"/)) name = substr($0, RSTART + 10, RLENGTH - 11) }
    name != "" && /<Message>/ { sub(/.*<Message>/, ""); sub(/<\/Message>.*/, ""); print "failed: " project ": " name ": " $0; name = "" }' "$2"
}

count() { grep -oE "<Counters [^>]*" "$1" | grep -oE " $2=\"[0-9]+\"" | tr -dc '0-9'; }

run_project() {
  local name="$1" log="$results/$1.trx" status=0 ok=0 bad=0
  rm -f "$log"
  say "$name"
  dotnet test "$root/tests/$name/$name.csproj" --configuration "$configuration" --no-build --nologo \
    --logger "trx;LogFileName=$log" --logger "console;verbosity=minimal" \
    --blame-hang-timeout 5m --blame-hang-dump-type none \
    --filter "$filter" < /dev/null || status=$?
  [ -f "$log" ] && ok=$(count "$log" passed) bad=$(count "$log" failed)
  ok=${ok:-0} bad=${bad:-0}
  passed=$((passed + ok)) failed=$((failed + bad))
  [ "$bad" = 0 ] || named+="$(failures "$name" "$log")"$'\n'
  if [ "$status" != 0 ] && [ "$bad" = 0 ]; then
    broken+=("$name: exit code $status without a failed test (a crash or a hang)")
  elif [ "$((ok + bad))" = 0 ] && [ "$filter" = "Category!=Interop" ]; then
    broken+=("$name: no test was run")
  fi
}

mkdir -p "$results"
if [ "$#" -gt 0 ]; then
  names=("$@")
else
  names=()
  for project in "$root"/tests/*.Tests/*.Tests.csproj; do names+=("$(basename "$project" .csproj)"); done
fi
for name in "${names[@]}"; do run_project "$name"; done

printf '%s' "$named" | sed -E 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
for line in "${broken[@]+"${broken[@]}"}"; do say "$line"; done
if [ "$((passed + failed))" = 0 ]; then broken+=("none"); say "no test was run"; fi
# What failed without a failing test counts as one failure, so that the closing line never looks clean when the run is not.
[ "${#broken[@]}" = 0 ] || failed=$((failed + ${#broken[@]}))
echo "$passed passed, $failed failed" | tee "$results/summary"
[ "$failed" = 0 ]
