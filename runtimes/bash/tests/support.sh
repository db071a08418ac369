# shellcheck shell=bash
# What the tests share: a runtime API that can be told how to answer, waits that are noted instead of waited, and
# comparing. Needs python3 for the runtime.

tests_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
library_folder=${tests_folder%/*}
work_folder=$(mktemp -d)
token=secret-token-of-the-run
failures=0
checks=0

# Starts the runtime and points the environment to it.
begin_runtime() {
  mkdir "$work_folder/bin"
  # Found before the real one: notes the wait and returns at once.
  printf '#!/bin/sh\necho "$1" >>"%s/waits"\n' "$work_folder" >"$work_folder/bin/sleep"
  chmod +x "$work_folder/bin/sleep"
  PATH=$work_folder/bin:$PATH
  mkfifo "$work_folder/port"
  python3 -B "${library_folder%/*}/testing/scripted_runtime.py" "$work_folder/door" >"$work_folder/port" &
  runtime=$!
  trap 'kill "$runtime"; rm -rf "$work_folder"' EXIT
  local port
  read -r port <"$work_folder/port"
  export CRONIUM_RUNTIME_API=http://127.0.0.1:$port CRONIUM_EXECUTION_ID=execution-1 CRONIUM_EXECUTION_TOKEN=$token
  unset CRONIUM_RUNTIME_SOCKET CRONIUM_RUNTIME_ADDRESS_FILE CRONIUM_INPUT CRONIUM_DEBUG CRONIUM_RETRIES CRONIUM_TIMEOUT BASH_ENV
}

# told <JSON>: begins anew: how the next calls are answered ("orders"), the input, the variables.
told() {
  : >"$work_folder/waits"
  printf '%s' "$1" | curl -s --noproxy '*' --data-binary @- "$CRONIUM_RUNTIME_API/_orders" >/dev/null
}

# asked <jq filter>: what the runtime knows: asked, variables, output, condition, told, connections.
asked() { curl -s --noproxy '*' "$CRONIUM_RUNTIME_API/_asked" | jq -c "$1"; }

waits() { tr '\n' ' ' <"$work_folder/waits"; }

# same <what is compared> <actual> <expected>
same() {
  checks=$((checks + 1))
  [[ $2 == "$3" ]] && return
  failures=$((failures + 1))
  printf 'FAILED %s: %s\n  expected: %.300s\n  actual:   %.300s\n' "${FUNCNAME[1]}" "$1" "$3" "$2" >&2
}

# like <what is compared> <actual> <regular expression>
like() {
  checks=$((checks + 1))
  [[ $2 =~ $3 ]] && return
  failures=$((failures + 1))
  printf 'FAILED %s: %s\n  expected: %.300s\n  actual:   %.300s\n' "${FUNCNAME[1]}" "$1" "$3" "$2" >&2
}

# outcome <command>...: its standard output, then its exit code in brackets; what it tells goes to the file "told".
outcome() {
  local result
  result=$("$@" 2>"$work_folder/told")
  printf '%s[%s]' "$result" "$?"
}

what_was_told() { cat "$work_folder/told"; }
