# Shared by the scripts of this folder; sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
native="$root/.native"

# Downloads are kept here, one folder for each version, and shared by every clone of this user.
cache="${DENORMALIZED_CACHE:-${XDG_CACHE_HOME:-${HOME:-$root/.native}/.cache}/denormalized}"

say()  { printf '%s: %s\n' "${step:-build}" "$*"; }
fail() { printf '%s: %s\n' "${step:-build}" "$*" >&2; exit 1; }

hash_of() { cat "$@" | git hash-object --stdin; }
