# shellcheck shell=bash
# What is tried again, how often, after how long; and the exit codes in the end.

test_refusals_are_told_at_once() {
  local refusals=(400:invalid_json 401:missing_token 401:expired_token 401:revoked_token 403:execution_mismatch
    403:foreign_origin 404:not_found 409:version_conflict 409:idempotency_mismatch 413:body_too_large
    415:unsupported_media_type 422:invalid_key)
  local refusal orders= status code
  for refusal in "${refusals[@]}"; do
    orders+="${orders:+,}{\"status\": ${refusal%:*}, \"body\": {\"code\": \"${refusal#*:}\", \"message\": \"Because\"}}"
  done
  told "{\"orders\": [$orders]}"
  for refusal in "${refusals[@]}"; do
    status=${refusal%:*} code=${refusal#*:}
    same "$code" "$(outcome cronium_get_variable key)" '[3]'
    same "$code told" "$(what_was_told)" "cronium_get_variable: API Error ($status): Because [$code]"
  done
  same 'tries' "$(asked '.asked | length')$(waits)" "${#refusals[@]}"
  told '{}'
  same 'wrong token' "$(CRONIUM_EXECUTION_TOKEN=other outcome cronium_output 1)" '[3]'
  same 'another execution' "$(CRONIUM_EXECUTION_ID=other outcome cronium_output 1)" '[3]'
  told '{"orders": [{"status": 418, "body": [1]}, {"status": 200, "body": {"odd": 1}}]}'
  same 'no JSON of ours' "$(outcome cronium_input)" '[3]'
}

test_passing_failures_are_tried_again_under_one_key() {
  told '{"orders": [{"status": 500}, {"status": 503}, {"status": 429, "headers": {"Retry-After": "7"}}]}'
  same 'set' "$(outcome cronium_set_variable key 0)" '[0]'
  same 'kept' "$(asked .variables.key)" '[0,1]'
  like 'waits' "$(waits)" '^0\.[2-5][0-9]* (0\.[5-9][0-9]*|1\.000) 7\.000 $'
  same 'calls and keys' "$(asked '[(.asked | length), ([.asked[].headers."idempotency-key"] | unique | length)]')" '[4,1]'
  like 'key' "$(asked '.asked[0].headers."idempotency-key"')" '^"[0-9a-f-]{16,100}"$'
}

test_keys_differ_and_reading_has_none() {
  told '{}'
  cronium_output 1
  cronium_output 1
  cronium_input >/dev/null
  same 'keys' "$(asked '[.asked[].headers."idempotency-key"] | [(.[:2] | unique | length), .[2]]')" '[2,null]'
}

test_the_last_failure_is_told() {
  told '{"orders": [{"status": 500}, {"status": 500}, {"status": 500}, {"status": 502, "body": {"code": "last"}}]}'
  same 'given up' "$(outcome cronium_input)" '[3]'
  like 'told' "$(what_was_told)" '502.*last'
  same 'calls' "$(asked '.asked | length') $(waits | wc -w)" '4 3'
  told '{"orders": [{"status": 500}]}'
  same 'none wanted' "$(CRONIUM_RETRIES=0 outcome cronium_input)$(waits)" '[3]'
  told '{"orders": [{"status": 429, "headers": {"Retry-After": "121"}}]}'
  same 'too long to wait' "$(outcome cronium_input)$(waits)" '[3]'
}

test_lost_answers_are_asked_for_again_and_the_work_done_once() {
  told '{"orders": [{"do": "lose"}, {"do": "close"}]}'
  same 'value' "$(outcome cronium_increment_variable n)" '1[0]'
  same 'once' "$(asked '[.variables.n, (.asked | length)]')" '[[1,1],3]'
  told '{"input": {"a": 1}, "orders": [{"do": "cut"}]}'
  same 'cut' "$(outcome cronium_input)" '{"a":1}[0]'
}

test_a_stream_is_tried_again_until_it_has_begun() {
  told '{"input": "abcdef", "orders": [{"status": 503}, {"do": "close"}]}'
  same 'begun late' "$(outcome cronium_stream_input)" 'abcdef[0]'
  told '{"input": "abcdef", "orders": [{"do": "cut"}]}'
  same 'broken off' "$(outcome cronium_stream_input)" 'abc[4]'
  told '{"orders": [{"status": 503}, {"do": "close"}]}'
  same 'sent again' "$(printf 'text' | outcome cronium_stream_output)" '[0]'
  same 'output' "$(asked .output)" '{"data":"text"}'
  told '{"orders": [{"status": 503}]}'
  same 'not without a file' "$(printf 'text' | TMPDIR=/nowhere outcome cronium_stream_output)" '[3]'
  told '{}'
  same 'but once' "$(printf 'text' | TMPDIR=/nowhere outcome cronium_stream_output)$(asked .output)" '[0]{"data":"text"}'
}

test_silence_and_absence() {
  told '{"orders": [{"do": "hang"}]}'
  same 'silence' "$(CRONIUM_TIMEOUT=1 CRONIUM_RETRIES=0 outcome cronium_input)" '[4]'
  like 'told' "$(what_was_told)" 'gave no answer in time'
  same 'absence' "$(CRONIUM_RUNTIME_API=http://127.0.0.1:1 outcome cronium_input)" '[4]'
  like 'told' "$(what_was_told)" 'http://127.0.0.1:1 cannot be reached'
  like 'a minute' "$(waits | tr ' ' '\n' | awk '{ all += $1 } END { print (all >= 60 && all < 70) }')" '^1$'
  told '{}'
  same 'as told' "$(CRONIUM_RETRIES=2 CRONIUM_RUNTIME_API=http://127.0.0.1:1 outcome cronium_input)" '[4]'
  same 'tries' "$(waits | wc -w)" 2
  same 'no address' "$(CRONIUM_RUNTIME_API=gopher://x outcome cronium_input)$(waits | wc -w)" '[4]2'
  told '{"orders": [{"status": 503}, {"status": 503}, {"status": 503}, {"status": 503}, {"status": 503}]}'
  same 'starting anew' "$(outcome cronium_set_variable key 0)$(waits | wc -w)" '[0]5'
}

test_a_refused_large_body() {
  told '{"orders": [{"status": 413, "body": {"code": "body_too_large", "message": "16 MB at most"}}]}'
  same 'refused' "$(head -c 17000000 /dev/zero | tr '\0' x | outcome cronium_stream_output)" '[3]'
  like 'told' "$(what_was_told)" 'body_too_large'
}
