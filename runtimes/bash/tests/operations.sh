# shellcheck shell=bash
# Every operation on its good way.

test_input_is_printed_whatever_it_is() {
  local given printed
  while IFS='|' read -r given printed; do
    told "{\"input\": $given}"
    same "$given" "$(outcome cronium_input)" "$printed[0]"
    same "$given as JSON" "$(outcome cronium_input --json)" "$given[0]"
  done <<'CASES'
null|null
false|false
0|0
""|
"two words"|two words
{"é":[0,null,""]}|{"é":[0,null,""]}
"5"|5
CASES
}

test_input_keeps_lines_and_characters() {
  told '{"input": "ñandú 🦙\n\"quoted\" \\ $HOME `x`\n"}'
  same 'text' "$(cronium_input)" $'ñandú 🦙\n"quoted" \\ $HOME `x`'
}

test_what_counts_as_json() {
  local given stored all=() number=0 actual
  told '{}'
  while IFS='|' read -r given stored; do
    cronium_set_variable "k$((${#all[@]} + 100))" "$given"
    all+=("$given" "$stored")
  done < <(json_cases)
  while read -r actual; do
    same "stored: ${all[number]}" "$actual" "${all[number + 1]}"
    number=$((number + 2))
  done < <(asked '.variables[][0]')
  same 'all' "$number" "${#all[@]}"
  # What was given is what is printed.
  for number in 100 106 108 116 120 124 130 158; do
    same "read back ${all[number - 100]}" "$(outcome cronium_get_variable "k$number")" "${all[number - 100]}[0]"
  done
}

json_cases() {
  cat <<'CASES'
null|null
true|true
false|false
0|0
-1|-1
1.5|1.5
0.001|0.001
1.0000001|1.0000001
-0.0000001|"-0.0000001"
|""
-0|"-0"
007|"007"
1.10|"1.10"
1e3|"1e3"
+1|"+1"
.5|".5"
12345678901234567890|"12345678901234567890"
999999999999999|999999999999999
True|"True"
nan|"nan"
two words|"two words"
{"a":[0,""]}|{"a":[0,""]}
 [1, 2] |[1,2]
"quoted"|"quoted"
"said" he|"\"said\" he"
{not json}|"{not json}"
{} {}|"{} {}"
[1|"[1"
--json|"--json"
-n|"-n"
ñandú 🦙|"ñandú 🦙"
a\nb%s$x`y`|"a\\nb%s$x`y`"
CASES
}

test_flags_settle_what_a_value_is() {
  told '{}'
  cronium_set_variable --text key 5
  same 'text' "$(asked .variables.key[0])" '"5"'
  cronium_set_variable --json key 1.10
  same 'JSON' "$(asked .variables.key[0])" 1.1
  same 'no JSON' "$(outcome cronium_set_variable --json key '{')" '[2]'
  like 'told' "$(what_was_told)" 'not JSON'
  printf 'a\nb\n\n' | cronium_set_variable --text --stdin key
  same 'every newline' "$(asked .variables.key[0])" '"a\nb\n\n"'
  printf '[0]' | cronium_output --stdin
  same 'from standard input' "$(asked .output)" '{"data":[0]}'
  cronium_output -- --text
  same 'after --' "$(asked .output)" '{"data":"--text"}'
  cronium_output --text null
  same 'null as text' "$(asked .output)" '{"data":"null"}'
  cronium_output ''
  same 'nothing' "$(asked .output)" '{"data":""}'
}

test_variables() {
  told '{"variables": {"empty": "", "null": null, "number": 5}}'
  same 'missing' "$(outcome cronium_get_variable missing)" '[1]'
  same 'quietly' "$(what_was_told)" ''
  same 'empty' "$(outcome cronium_get_variable empty)" '[0]'
  same 'null' "$(outcome cronium_get_variable null)" 'null[0]'
  same 'as JSON' "$(outcome cronium_get_variable --json empty)" '""[0]'
  same 'version' "$(outcome cronium_get_variable --version empty)" '1[0]'
  same 'exists' "$(outcome cronium_variable_exists null)" '[0]'
  same 'does not' "$(outcome cronium_variable_exists missing)" '[1]'
  same 'set' "$(outcome cronium_set_variable new 1)" '[0]'
  same 'deleted' "$(outcome cronium_delete_variable new)" '[0]'
  same 'none to delete' "$(outcome cronium_delete_variable new)" '[1]'
  same 'incremented' "$(outcome cronium_increment_variable number)" '6[0]'
  same 'by' "$(outcome cronium_increment_variable number -2.5)" '3.5[0]'
  same 'from nothing' "$(outcome cronium_increment_variable counter 5)" '5[0]'
  same 'written oddly' "$(outcome cronium_increment_variable counter 007)" '12[0]'
  same 'no number' "$(outcome cronium_increment_variable empty)" '[3]'
}

test_versions_guard_writing() {
  told '{"variables": {"v": "a"}}'
  same 'must not exist' "$(outcome cronium_set_variable --if-version 0 v b)" '[3]'
  like 'told' "$(what_was_told)" '409.*version_conflict.*version 1'
  same 'right' "$(outcome cronium_set_variable --if-version 1 v b)" '[0]'
  same 'wrong' "$(outcome cronium_delete_variable --if-version 1 v)" '[3]'
  same 'right' "$(outcome cronium_delete_variable --if-version 2 v)" '[0]'
}

test_keys_are_one_part_of_the_path() {
  local key
  for key in 'a.b:c-d_e' 'a/b' 'a b?c#d' 'ñ%20' '[a]{b}' 'a"\b'; do
    told '{}'
    cronium_set_variable "$key" here
    same "$key" "$(asked '.variables | keys[0]')" "$(printf '%s' "$key" | jq -Rs .)"
  done
  for key in '' . ..; do same "key '$key'" "$(outcome cronium_get_variable "$key")" '[3]'; done
}

test_texts_are_added_to() {
  told '{"variables": {"null": null, "empty": "", "list": [1, "é"], "lines": "a\n"}}'
  cronium_append_variable new a
  cronium_append_variable new b
  cronium_append_variable new 'c "d"' ', '
  same 'new' "$(asked .variables.new[0])" '"a\nb, c \"d\""'
  cronium_append_variable null x -
  cronium_append_variable empty x -
  cronium_append_variable list x -
  cronium_append_variable lines '' ''
  same 'others' "$(asked '[.variables[][0]]')" '["x","-x","[1,\"é\"]-x","a\n","a\nb, c \"d\""]'
}

test_appending_starts_over_when_someone_else_wrote() {
  told '{"variables": {"list": "a"}, "orders": [{}, {"status": 409, "body": {"code": "version_conflict"}}]}'
  same 'appended' "$(outcome cronium_append_variable list b ,)" '[0]'
  same 'quietly' "$(what_was_told)" ''
  same 'calls' "$(asked '[.asked[].method]')" '["GET","PUT","GET","PUT"]'
  same 'version' "$(asked .asked[1].body)" '"{\"ifVersion\":1,\"value\":\"a,b\"}"'
  same 'value' "$(asked .variables.list[0])" '"a,b"'
}

test_condition() {
  local word
  told '{}'
  same 'none' "$(outcome cronium_get_condition)" 'null[0]'
  for word in true 1 yes on TRUE false 0 no off Off; do cronium_set_condition "$word"; done
  same 'the last counts' "$(outcome cronium_get_condition)" 'false[0]'
  cronium_set_condition yes
  same 'yes' "$(outcome cronium_get_condition)" 'true[0]'
  same 'calls' "$(asked '.asked | length')" 14
  same 'neither' "$(outcome cronium_set_condition perhaps)" '[2]'
}

test_event() {
  told '{}'
  local names='["id","name","type","runLocation","successCount","failureCount","server","userId","executionId","jobId"'
  same 'names' "$(cronium_event | jq -c keys_unsorted)" "$names,\"attempt\",\"startTime\"]"
  same 'field' "$(outcome cronium_event_field name)" 'Nightly[0]'
  same 'zero' "$(outcome cronium_event_field successCount)" '0[0]'
  same 'inner' "$(outcome cronium_event_field server.address)" '10.0.0.1[0]'
  same 'none' "$(outcome cronium_event_field nothing.at.all)" '[1]'
  same 'no filter' "$(outcome cronium_event_field 'id, input')" '[2]'
}

test_lines_and_progress() {
  told '{}'
  cronium_log hello world
  cronium_log --level warning --fields '{"disk":0}' 'low "space"'
  cronium_log -- --level
  cronium_progress 0.25
  cronium_progress 040.0% 'nearly half'
  cronium_progress .5
  same 'told' "$(asked '[.told[][1]]')" '[{"level":"info","message":"hello world"},'\
'{"level":"warning","message":"low \"space\"","fields":{"disk":0}},{"level":"info","message":"--level"},'\
'{"fraction":0.25},{"percent":40,"message":"nearly half"},{"fraction":0.5}]'
  same 'no number' "$(outcome cronium_progress half)" '[2]'
}

test_tools() {
  told '{}'
  same 'answer' "$(outcome cronium_execute_tool_action email anything '{"a":0}')" \
    '{"success":true,"data":{"sent":{"a":0}}}[0]'
  same 'unknown' "$(outcome cronium_execute_tool_action fax send)" '[3]'
  told '{}'
  same 'mail' "$(outcome cronium_send_email a@b.c 'The "subject"' $'Two\nlines' --cc d@e.f --html)" '[0]'
  same 'slack' "$(outcome cronium_send_slack_message '#ops' text --username me --icon-emoji :x: --icon-url u)" '[0]'
  same 'discord' "$(outcome cronium_send_discord_message 123 text --embed '{"a":1}' --embed '{}')" '[0]'
  same 'params' "$(asked '[.told[][1].params]')" '[{"to":"a@b.c","subject":"The \"subject\"","body":"Two\nlines",'\
'"cc":"d@e.f","html":true},{"channel":"#ops","text":"text","username":"me","icon_emoji":":x:","icon_url":"u"},'\
'{"channelId":"123","content":"text","embeds":[{"a":1},{}]}]'
  same 'actions' "$(asked '[.told[][1] | .tool + "." + .action]')" \
    '["email.send_message","slack.send_message","discord.send_message"]'
  same 'odd option' "$(outcome cronium_send_email a b c --odd)" '[2]'
}

test_streams() {
  told '{"input": "one\ntwo"}'
  same 'text as it is' "$(cronium_stream_input | od -An -c | tr -d ' ')" 'one\ntwo'
  told '{"input": {"a": 0}}'
  same 'JSON' "$(outcome cronium_stream_input)" '{"a": 0}[0]'
  told '{}'
  same 'none' "$(outcome cronium_stream_input)" '[0]'
  printf 'é\n"x"\n' | cronium_stream_output
  same 'output' "$(asked .output)" '{"data":"é\n\"x\"\n"}'
  same 'chunked' "$(asked '.asked[-1].headers | [."content-type", ."transfer-encoding"]')" \
    '["text/plain; charset=utf-8","chunked"]'
}

test_five_megabytes() {
  local value
  value=$(head -c 5000000 /dev/zero | tr '\0' x)
  value="${value}é"
  told '{}'
  cronium_output "$value"
  same 'output' "$(asked '.output.data | length')" 5000001
  cronium_set_variable large "$value"
  same 'variable' "$(cronium_get_variable large | cksum)" "$(printf '%s\n' "$value" | cksum)"
  printf '%s' "$value" | cronium_stream_output
  same 'streamed' "$(asked '.output.data | length')" 5000001
  printf '{"input": "%s"}' "$value" >"$work_folder/large"
  told "$(<"$work_folder/large")"
  same 'input' "$(cronium_input | cksum)" "$(printf '%s\n' "$value" | cksum)"
  same 'input streamed' "$(cronium_stream_input | cksum)" "$(printf '%s' "$value" | cksum)"
}

test_every_name_is_there() {
  local name camel
  told '{"variables": {"k": "v"}}'
  for name in input output get_variable set_variable delete_variable increment_variable append_variable variable_exists \
    set_condition get_condition event context event_field log progress execute_tool_action send_email \
    send_slack_message send_discord_message stream_input stream_output info; do
    camel=$(sed 's/_\(.\)/\U\1/g' <<<"$name")
    same "$name" "$(declare -F "cronium_$name" "cronium_$camel" "cronium.$name" "cronium.$camel" | wc -l)" 4
    same "exported $name" "$(bash -c "declare -F cronium_$name cronium.$camel" | wc -l)" 2
  done
  same 'other names work' "$(cronium_getVariable k)$(cronium.getVariable k)$(cronium.get_variable k)" vvv
}
