# shellcheck shell=bash
# Inside the script's shell: its options, traps, variables, descriptors; what is missing; what must not be seen.

# strict <script>: in a bash of its own that sources the library by BASH_ENV.
strict() { BASH_ENV=$library_folder/cronium.sh bash -euo pipefail -c "$1"; }

test_strict_scripts() {
  told '{"input": "in", "orders": [{"status": 503}]}'
  same 'goes on' "$(outcome strict 'x=$(cronium_input); cronium_output "$x"; cronium.set_condition on; echo "$x"')" 'in[0]'
  same 'ends' "$(outcome strict 'cronium_get_variable missing; echo not reached')" '[1]'
  same 'is asked' "$(outcome strict 'if cronium_variable_exists missing; then echo yes; else echo no; fi')" 'no[0]'
}

test_odd_options_and_names() {
  told '{"input": "in"}'
  same 'options' "$(outcome strict 'set -fnu +n; shopt -s nullglob nocasematch extdebug failglob; IFS=t
    readonly status=1 key=2 value=3 name=4; printf() { echo mine; }; read() { :; }
    cronium_set_variable "key" "a b*"; cronium_get_variable key
    cronium_set_variable key TRUE; cronium_get_variable --json key')" $'a b*\n"TRUE"[0]'
  same 'posix' "$(outcome strict 'set -o posix; cronium_input')" 'in[0]'
  same 'noclobber' "$(outcome strict 'set -C; echo "$(cronium_input)"')" 'in[0]'
}

test_nothing_is_left_in_the_shell() {
  told '{"input": "in"}'
  same 'variables' "$(strict 'before= after=; before=$(compgen -v); cronium_input >/dev/null; cronium_set_variable a b
    after=$(compgen -v); diff <(echo "$before") <(echo "$after") | grep "^[<>]" | grep -v PIPESTATUS || true')" ''
  same 'no name of ours' "$(strict 'compgen -v | grep -i _cronium_ || true')" ''
  same 'traps' "$(outcome strict 'set -ET; trap "echo ended" EXIT; trap "echo failed" ERR; cronium_input; cronium_stream_output <<<x
    trap -p | wc -l')" $'in\n2\nended[0]'
  same 'options' "$(outcome strict 'a=$-$SHELLOPTS$BASHOPTS; cronium_input; [[ $a == "$-$SHELLOPTS$BASHOPTS" ]]')" 'in[0]'
  same 'descriptors' "$(outcome strict 'exec 3>&1 4>&1; cronium_input; echo 3 >&3; echo 4 >&4')" $'in\n3\n4[0]'
  same 'files' "$(TMPDIR=$work_folder/temporary strict 'mkdir "$TMPDIR"; cronium_stream_output <<<x; ls "$TMPDIR"')" ''
}

test_standard_input_stays_the_scripts_own() {
  told '{}'
  same 'all lines' "$(printf 'a\nb\nc\n' | outcome strict 'while read -r line; do
    cronium_set_variable "k$line" "$line"; cronium_get_variable "k$line"; done')" $'a\nb\nc[0]'
}

test_a_reader_that_has_enough() {
  told "{\"input\": \"$(head -c 300000 /dev/zero | tr '\0' x)\"}"
  same 'head' "$(cronium_stream_input 2>"$work_folder/told" | head -c 3)$(what_was_told)" xxx
}

test_child_shells_have_the_functions() {
  told '{"input": "in"}'
  same 'exported' "$(outcome bash -c 'cronium_input; bash -c cronium.input; (cronium_input)')" $'in\nin\nin[0]'
  cp -r "$library_folder" "$work_folder/a folder \$x"
  same 'odd folder' "$(cd "$work_folder" && outcome bash -c '. "./a folder \$x/cronium.sh"; cd /; cronium_input')" 'in[0]'
}

test_inject_runs_what_was_named_before() {
  told '{"input": "in"}'
  echo 'theirs="theirs $*"' >"$work_folder/theirs.sh"
  same 'both' "$(CRONIUM_USER_BASH_ENV='$folder/theirs.sh' folder=$work_folder BASH_ENV=$library_folder/inject.sh \
    outcome bash -euc 'echo "$theirs"; cronium_input' name one two)" $'theirs one two\nin[0]'
  same 'itself' "$(CRONIUM_USER_BASH_ENV=$library_folder/inject.sh BASH_ENV=$library_folder/inject.sh \
    outcome bash -euc 'cronium_input')" 'in[0]'
  same 'gone' "$(CRONIUM_USER_BASH_ENV=/nowhere BASH_ENV=$library_folder/inject.sh outcome bash -euc 'cronium_input')" 'in[0]'
}

test_neither_token_nor_values_are_seen() {
  told '{"orders": [{"status": 503}]}'
  # Stands before the real programs and notes their arguments.
  mkdir -p "$work_folder/spies"
  local program
  for program in curl jq cat od mktemp; do
    printf '#!/bin/sh\necho "$0 $*" >>"%s/arguments"\nexec %s "$@"\n' "$work_folder" "$(command -v "$program")" \
      >"$work_folder/spies/$program"
    chmod +x "$work_folder/spies/$program"
  done
  : >"$work_folder/arguments"
  PATH=$work_folder/spies:$PATH CRONIUM_DEBUG=1 bash -xc 'set -E -T; trap "echo \"d: \$BASH_COMMAND\" >&2" DEBUG
    cronium_set_variable key "$(printf "private\nvalue")"; cronium_send_email a@b.c subject "private body"
    echo "private stream" | cronium_stream_output; cronium_append_variable key private' 2>"$work_folder/trace" \
    | cat >"$work_folder/printed"
  like 'spied' "$(<"$work_folder/arguments")" 'curl -q -K'
  same 'in arguments' "$(grep -c 'private\|secret' "$work_folder/arguments")" 0
  same 'in the trace' "$(grep -c "$token" "$work_folder/trace")" 0
  like 'debug' "$(grep '^cronium:' "$work_folder/trace")" 'PUT /executions/execution-1/variables/key -> 503'
  same 'in debug' "$(grep '^cronium:' "$work_folder/trace" | grep -c 'private\|secret')" 0
  same 'printed' "$(<"$work_folder/printed")" ''
}

test_no_proxy_and_no_configuration_of_the_user() {
  told '{"input": "in"}'
  echo 'proxy = "http://127.0.0.1:1"' >"$work_folder/.curlrc"
  same 'proxies' "$(http_proxy=http://127.0.0.1:1 ALL_PROXY=http://127.0.0.1:1 HOME=$work_folder outcome cronium_input)" \
    'in[0]'
}

test_missing_programs_are_named() {
  mkdir -p "$work_folder/bare"
  ln -sf "$(command -v bash)" "$work_folder/bare/bash"
  same 'code' "$(PATH=$work_folder/bare outcome cronium_input)" '[127]'
  like 'both' "$(what_was_told)" 'missing on this machine: curl jq. Install with: apt-get install curl jq '
  ln -sf "$(command -v curl)" "$work_folder/bare/curl"
  same 'code' "$(PATH=$work_folder/bare outcome cronium_set_variable a b)" '[127]'
  like 'one' "$(what_was_told)" 'missing on this machine: jq\. '
}

test_a_missing_environment_is_named() {
  same 'code' "$(CRONIUM_RUNTIME_API= CRONIUM_EXECUTION_TOKEN= outcome cronium_get_variable x)" '[4]'
  like 'told' "$(what_was_told)" 'CRONIUM_RUNTIME_API CRONIUM_EXECUTION_TOKEN not set'
  local given printed
  while IFS='|' read -r given printed; do
    same "input $given" "$(CRONIUM_RUNTIME_API= CRONIUM_INPUT=$given outcome cronium_input)" "$printed[0]"
    same "as JSON" "$(CRONIUM_RUNTIME_API= CRONIUM_INPUT=$given outcome cronium_input --json)" "$given[0]"
  done <<'CASES'
null|null
false|false
""|
"a b"|a b
{"a":0}|{"a":0}
CASES
  same 'broken' "$(CRONIUM_RUNTIME_API= CRONIUM_INPUT='{' outcome cronium_input)" '[3]'
  same 'told' "$(what_was_told)" 'cronium_input: CRONIUM_INPUT holds no JSON.'
  same 'broken stream' "$(CRONIUM_RUNTIME_API= CRONIUM_INPUT='{} x' outcome cronium_stream_input)" '[3]'
  same 'told' "$(what_was_told)" 'cronium_stream_input: CRONIUM_INPUT holds no JSON.'
  same 'streamed' "$(CRONIUM_RUNTIME_API= CRONIUM_INPUT='"a\nb"' outcome cronium_stream_input)" $'a\nb[0]'
}

test_usage_is_told() {
  local line
  for line in 'output' 'output a b' 'get_variable' 'set_variable a' 'set_variable a b c' 'delete_variable' 'input x' \
    'increment_variable' 'increment_variable a b' 'append_variable a' 'set_condition' 'event x' 'event_field' 'log' \
    'progress' 'execute_tool_action a' 'execute_tool_action a b {' 'send_email a b' 'send_slack_message a' \
    'send_discord_message a' 'send_discord_message a b --embed {' 'set_variable --if-version x a b'; do
    # shellcheck disable=SC2086
    same "$line" "$(outcome cronium_$line)" '[2]'
    like "$line told" "$(what_was_told)" '^usage: cronium_'
  done
}

test_info_tells_no_token() {
  same 'info' "$(cronium_info | jq -c '[.language, .executionId, .hasToken, .jobId]')" '["bash","execution-1",true,null]'
  same 'no token' "$(cronium_info | grep -c "$token")" 0
}
