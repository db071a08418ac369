# shellcheck shell=bash
# Where no connection comes through: calls are answered from files, and noted in one.

# bundled <command>...: an outcome where there are files alone.
bundled() {
  local CRONIUM_RUNTIME_DIRECTORY=$bundle CRONIUM_BUNDLED_SECRETS='{"secret":{"value":"s3cret","version":2}}'
  local CRONIUM_RUNTIME_API=
  export CRONIUM_RUNTIME_DIRECTORY CRONIUM_BUNDLED_SECRETS
  outcome "$@"
}

lay_bundle() {
  bundle=$work_folder/bundle
  rm -rf "$bundle"
  mkdir -p "$bundle/out/bodies" "$bundle/in"
  : >"$bundle/out/calls.jsonl"
  printf '{"jobId":"job_1","event":{"name":"ünï"}}' >"$bundle/in/context.json"
  printf '{"complete":true,"variables":{"falsy":{"value":0,"version":3},"count":{"value":5,"version":1}},%s' \
    '"withheld":{"hidden":"a secret"}}' >"$bundle/in/variables.json"
}

noted() { jq -c "$1" "$bundle/out/calls.jsonl"; }

test_bundles_give_what_came_along() {
  lay_bundle
  same 'no input' "$(bundled cronium_input --json)" 'null[0]'
  printf '{"n":0,"text":"ü"}' >"$bundle/in/input.json"
  same 'input' "$(bundled cronium_input --json)" '{"n":0,"text":"ü"}[0]'
  same 'stream' "$(bundled cronium_stream_input)" '{"n":0,"text":"ü"}[0]'
  same 'falsy' "$(bundled cronium_get_variable --json falsy)" '0[0]'
  same 'secret' "$(bundled cronium_get_variable secret)" 's3cret[0]'
  same 'event' "$(bundled cronium_event_field name)" 'ünï[0]'
  same 'none' "$(bundled cronium_get_variable nothing)" '[1]'
  same 'noted' "$(noted .)" ''
  same 'withheld' "$(bundled cronium_get_variable hidden)" '[3]'
  like 'told' "$(what_was_told)" '403.*did not come along \(a secret\).*variable_not_bundled'
  same 'asked for' "$(noted '[.method, .key]')" '["GET","hidden"]'
}

test_bundles_show_what_was_written() {
  local value
  lay_bundle
  for value in null false 0 '""' '"ünï 🚀\n"' '[]' '{"":[null]}'; do
    same "set $value" "$(bundled cronium_set_variable --json a:b "$value")" '[0]'
    same "get $value" "$(bundled cronium_get_variable --json a:b)" "$value[0]"
  done
  bundled cronium_set_variable --json a:b $'{\n"pretty":1}' >/dev/null
  same 'pretty' "$(bundled cronium_get_variable --json a:b)" '{"pretty":1}[0]'
  yes 0123456789 | head -c 200000 | bundled cronium_set_variable --text --stdin a:b >/dev/null
  same 'long' "$(bundled cronium_get_variable a:b | wc -c)" 200003
  same 'deleted' "$(bundled cronium_delete_variable a:b)$(bundled cronium_delete_variable a:b)" '[0][1]'
  same 'exists' "$(bundled cronium_variable_exists a:b)$(bundled cronium_variable_exists falsy)" '[1][0]'
  same 'increment' "$(bundled cronium_increment_variable count 2.5)" '7.5[0]'
  same 'append' "$(bundled cronium_append_variable text one)$(bundled cronium_append_variable text zwei ', ')" '[0][0]'
  same 'text' "$(bundled cronium_get_variable text)" 'one, zwei[0]'
  same 'no number' "$(bundled cronium_increment_variable text)" '[3]'
  like 'told' "$(what_was_told)" '422.*not_a_number'
}

test_bundles_compare_versions() {
  lay_bundle
  same 'as it is' "$(bundled cronium_set_variable --if-version 3 falsy 1)" '[0]'
  same 'no more' "$(bundled cronium_set_variable --if-version 3 falsy 2)" '[3]'
  like 'told' "$(what_was_told)" '409.*version_conflict.*version 4'
  same 'delete' "$(bundled cronium_delete_variable --if-version 3 falsy)" '[3]'
  same 'noted' "$(noted .method | wc -l)" 1
}

test_bundles_note_the_rest() {
  lay_bundle
  same 'output' "$(bundled cronium_output --json '{"done":null}')" '[0]'
  same 'stream' "$(printf 'ü🚀' | bundled cronium_stream_output)" '[0]'
  same 'condition' "$(bundled cronium_set_condition no)$(bundled cronium_get_condition)" '[0]false[0]'
  same 'progress' "$(bundled cronium_progress 40% half)$(bundled cronium_progress 2)" '[0][3]'
  same 'log' "$(bundled cronium_log --level warning --fields '{"n":0}' line)$(bundled cronium_log --level loud x)" '[0][3]'
  same 'tools' "$(bundled cronium_send_slack_message '#c' text)" '[3]'
  like 'told' "$(what_was_told)" '501.*tools_not_reachable'
  same 'key' "$(bundled cronium_get_variable 'no key')" '[3]'
  same 'large' "$(head -c 17000000 /dev/zero | tr '\0' x | bundled cronium_stream_output)" '[3]'
  same 'noted' "$(noted .path | tr -d '\n')" \
    '"/executions/{id}/output""/executions/{id}/output""/executions/{id}/condition""/executions/{id}/progress""/executions/{id}/log"'
}

test_bundles_lose_nothing_among_processes() {
  lay_bundle
  printf '{"id":"x","method":"PU' >"$bundle/out/calls.jsonl"
  count() { for _ in 1 2 3 4 5; do bundled cronium_increment_variable n; done; }
  same 'counts' "$({ count & count & count & wait; } | tr -d '\n' | sed 's/\[0\]/\n/g' | sort -n | tr '\n' ' ')" \
    '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 '
}

test_an_address_that_has_moved_is_found() {
  told '{"input":{"a":1}}'
  printf 'http://127.0.0.1:9 %s\n' "$CRONIUM_RUNTIME_API" >"$work_folder/address"
  same 'moved' "$(CRONIUM_RUNTIME_API=http://127.0.0.1:9 CRONIUM_RUNTIME_ADDRESS_FILE=$work_folder/address \
    outcome cronium_input)" '{"a":1}[0]'
}

# by_socket <address file's third word> <command>...: an outcome of a script that was started with a socket.
by_socket() {
  printf '%s %s %s\n' "$CRONIUM_RUNTIME_API" "$CRONIUM_RUNTIME_API" "$1" >"$work_folder/address"
  shift
  CRONIUM_RUNTIME_SOCKET=$work_folder/gone CRONIUM_RUNTIME_ADDRESS_FILE=$work_folder/address CRONIUM_RETRIES=1 \
    outcome "$@"
}

test_a_socket_alone_is_asked() {
  told '{"variables":{"a":1}}'
  same 'a call' "$(by_socket "$work_folder/door" cronium_get_variable a)" '1[0]'
  same 'a body' "$(by_socket "$work_folder/door" cronium_set_variable a 2)" '[0]'
  same 'a stream' "$(printf text | by_socket "$work_folder/door" cronium_stream_output)" '[0]'
  same 'by' "$(asked '[.asked[].by] | unique')" '["socket"]'
  same 'denied' "$(by_socket - cronium_get_variable a)" '2[0]'
  same 'by its port' "$(asked '.asked[-1].by')" '"port"'
}

test_no_port_is_asked_while_there_is_a_socket() {
  told '{"variables":{"a":1}}'
  same 'gone' "$(by_socket "$work_folder/gone" cronium_get_variable a)" '[4]'
  same 'not named' "$(by_socket '' cronium_get_variable a)" '[4]'
  same 'no file' "$(CRONIUM_RUNTIME_SOCKET=$work_folder/gone CRONIUM_RUNTIME_ADDRESS_FILE=$work_folder/none \
    CRONIUM_RETRIES=1 outcome cronium_get_variable a)" '[4]'
  same 'asked' "$(asked '.asked')" '[]'
}

# as_another <command>...: as a user that may not use what is closed, which the superuser always may.
as_another() {
  if ((EUID != 0)); then
    "$@"
  else
    python3 -c 'import os, sys; os.setgroups([]); os.setgid(65534); os.setuid(65534); os.execvp(sys.argv[1], sys.argv[1:])' "$@"
  fi
}

test_a_socket_of_another_user_is_told_at_once() {
  told '{"variables":{"a":1}}'
  local library
  library=$(mktemp -d)
  cp "$library_folder"/*.sh "$library"
  chmod -R a+rX "$library"
  chmod a+x "$work_folder"
  mkdir "$work_folder/private"
  chmod 0 "$work_folder/private"
  call() { CRONIUM_RUNTIME_SOCKET=$1 CRONIUM_RETRIES=1 as_another bash -c '. "$0/cronium.sh"; cronium_get_variable a' "$library"; }
  same 'its folder' "$(outcome call "$work_folder/private/door")" '[4]'
  like 'told' "$(what_was_told)" '^cronium_get_variable: .*private/door may not be used: permission denied'
  chmod 600 "$work_folder/door"
  if ((EUID == 0)); then
    same 'itself' "$(outcome call "$work_folder/door")" '[4]'
    like 'told' "$(what_was_told)" '^cronium_get_variable: .*door may not be used: permission denied'
  fi
  chmod 700 "$work_folder/private"
  rm -rf "$library"
}

test_a_curl_that_knows_no_sockets_asks_the_port() {
  told '{"variables":{"a":1}}'
  mkdir "$work_folder/old"
  cat >"$work_folder/old/curl" <<END
#!/usr/bin/env bash
if [[ \$2 == --version ]]; then printf 'curl 7.29.0\nFeatures: IPv6 Largefile\n'; exit; fi
settings=\$(cat "\$3")
if [[ \$settings == *unix-socket* ]]; then exit 2; fi
exec $(command -v curl) -q -K <(printf '%s\n' "\$settings")
END
  chmod +x "$work_folder/old/curl"
  same 'a call' "$(PATH=$work_folder/old:$PATH by_socket "$work_folder/door" cronium_get_variable a)" '1[0]'
  same 'a stream' "$(printf text | PATH=$work_folder/old:$PATH by_socket "$work_folder/door" cronium_stream_output)" '[0]'
  same 'by' "$(asked '[.asked[].by] | unique')" '["port"]'
  same 'waits' "$(waits)" ''
}
