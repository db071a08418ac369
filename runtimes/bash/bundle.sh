# shellcheck shell=bash disable=SC2016
# The runtime API as files, where a server lets no connection through: what may be asked for lies in a folder, and what
# a script changes or tells is noted there, one call in each line of calls.jsonl. What a line has come to is decided by
# its place among the others, so that processes need no lock. Read in a subshell by calls.sh.

_largest_body=16777216
_most_noted=67108864

# _bundled <method> <path> <filter> [<command that writes the body>...]: as _request.
_bundled() {
  local _method=$1 _path=$2 _filter=$3 _key= _if_version= _at=$CRONIUM_RUNTIME_DIRECTORY _id _size=0 _type= _data
  shift 3
  umask 077
  _status=200 _curl=0 _code= _version= _message=
  case $_path in
    '/executions/{id}/input')
      _data=$(_bundled_input)
      printf '{"data":%s}' "${_data:-null}" | command jq -Mcr "$_filter"
      ;;
    '/executions/{id}/input?raw=1') _bundled_input | command jq -Mj 'if type == "string" then . else tojson end' ;;
    '/executions/{id}/context')
      { printf '{"data":' && command cat "$_at/in/context.json" && printf '}'; } | command jq -Mcr "$_filter"
      ;;
    '/executions/{id}/variables/'*) _on_variable "$@" ;;
    '/executions/{id}/'*)
      if [[ $_method == GET ]]; then
        command jq -nR '{data: {condition: (reduce (inputs | fromjson? | select(.path? // "" | endswith("/condition")))
          as $call (null; $call.body.condition))}}' "$_at/out/calls.jsonl" | command jq -Mcr "$_filter"
        return
      fi
      _take_body "$@" && _refuse_invalid && _note
      ;;
    *) _refuse 501 tools_not_reachable \
      'Tools cannot act for a script that reaches Cronium by files alone: this server lets no connection through.' ;;
  esac
}

# As JSON, nothing where there is none. A short one is in the environment, and on no disk.
_bundled_input() {
  if [[ -s $_at/in/input.json ]]; then command cat "$_at/in/input.json"; else printf '%s' "${CRONIUM_INPUT-}"; fi
}

_refuse() {
  _status=$1 _code=$2 _message=$3 _version=${4-}
  _tell_failure
}

_on_variable() {
  _key=${_path#'/executions/{id}/variables/'}
  if [[ $_key == *'?ifVersion='* ]]; then _if_version=${_key#*=}; fi
  _key=${_key%%\?*} _key=${_key%/increment}
  if ! [[ $_key =~ ^[A-Za-z_][A-Za-z0-9_.:-]*$ && ${#_key} -le 255 ]]; then
    _refuse 422 invalid_key "'$_key' is no key of a variable."
    return
  fi
  if [[ $_method == GET ]]; then
    _data=$(_judged '' null) || return 4
    _told || return
    _give "$(printf '%s' "$_data" | command jq -r '.data.file // empty')"
    return
  fi
  if (($# > 0)); then _take_body "$@" || return; fi
  if [[ $_method == PUT ]]; then _if_version=$(command jq -r '.ifVersion // empty' "$_at/out/bodies/$_id") || return 4; fi
  # What is refused as things stand is not noted at all; somebody else may still come in between.
  if [[ $_method != PUT || -n $_if_version ]]; then
    local _wanted='{}'
    if [[ $_path == */increment ]]; then _wanted=$(<"$_at/out/bodies/$_id"); fi
    _data=$(_judged '' "$_wanted") || return 4
    if _told; then :; else
      local _result=$?
      command rm -f "$_at/out/bodies/${_id-none}"
      return "$_result"
    fi
  fi
  _note || return
  [[ $_filter != empty || -n $_if_version ]] || return 0
  _data=$(_judged "$_id" null) || return 4
  _told && _give ''
}

# _judged <id of a noted call, or empty> <body of a call that is only thought of>: what it comes to, as JSON.
_judged() {
  command jq -ncR --arg key "$_key" --arg id "$1" --argjson body "$2" --arg method "$_method" --arg path "$_path" \
    --arg ifVersion "$_if_version" --slurpfile given "$_at/in/variables.json" '
    def state($call):
      (.now.version // 0) as $version | .now as $now
      | if $call.method == "GET" then . + {data: ($now + {key: $key})}
        elif $call.ifVersion != null and $call.ifVersion != $version then
          . + {refused: 409, code: "version_conflict", version: $version,
            message: "The variable \($key) has version \($version)."}
        elif $call.method == "DELETE" then {now: null, data: {key: $key, deleted: ($now != null)}}
        elif ($call.path | endswith("/increment")) then
          if $now != null and ($now.file != null or ($now.value | type) != "number") then
            . + {refused: 422, code: "not_a_number", message: "\($key) is no number, so nothing can be added to it"}
          else ((if $now == null then 0 else $now.value end)
              + (if $call.body.by == null then 1 else $call.body.by end)) as $sum
            | {now: {value: $sum, version: ($version + 1)}, data: {key: $key, value: $sum, version: ($version + 1)}}
          end
        else {data: {key: $key, version: ($version + 1)}, now: {version: ($version + 1)}}
          | if $call.bodyFile == null then .now.value = $call.body.value else .now.file = $call.bodyFile end
        end;
    ({method: $method, path: $path, body: $body}
      + (if $ifVersion == "" then {} else {ifVersion: ($ifVersion | tonumber)} end)) as $wanted
    | $given[0] as $base
    | {now: (($base.variables // {}) + ((env.CRONIUM_BUNDLED_SECRETS // "{}") | fromjson))[$key]}
    | .isKnown = (.now != null)
    | reduce (inputs | fromjson? | select(type == "object" and .key == $key and .method != "GET")) as $call
      (.; . as $before | ({now: .now} | state($call)) as $after
        | {now: $after.now, isKnown: true, found: (if $call.id == $id then $after else $before.found end)})
    | if $id != "" then .found
      elif (.isKnown | not) and ($base.complete == false or $base.withheld[$key] != null)
        and ($wanted.method == "PUT" | not) then
        {refused: 403, code: "variable_not_bundled", message: ("The variable \($key) did not come along ("
          + ($base.withheld[$key] // "unknown") + "). It comes along from the next run on where that can be.")}
      elif .now == null and $wanted.method == "GET" then
        {refused: 404, code: "variable_not_found", message: "There is no variable \($key)."}
      else {now} | state($wanted) end' "$_at/out/calls.jsonl"
}

# Says what refuses the call that _data tells of, if anything does.
_told() {
  local _refused
  case $_data in
    *'"refused":'*)
      _refused=$(printf '%s' "$_data" | command jq -r 'select(.refused) | "\(.refused) \(.code) \(.version // "-") \(.message)"')
      [[ -n $_refused ]] || return 0
      ;;
    *) return 0 ;;
  esac
  # Asked for, so that it comes along the next time.
  if [[ $_refused == '403 '* ]]; then
    _append "{\"id\":\"$(_identity)\",\"method\":\"GET\",\"path\":\"/executions/{id}/variables/$_key\",\"key\":\"$_key\"}"
  fi
  local _words
  read -r -a _words <<<"${_refused:0:400}"
  _refuse "${_words[0]}" "${_words[1]}" "${_words[*]:3}" "${_words[2]#-}"
}

# _give <file with the body that has the value, or empty>: the data as the filter has it.
_give() {
  case $_filter:$1 in
    empty:*) ;;
    *:) printf '%s' "$_data" | command jq -Mcr "$_filter" ;;
    *) printf '%s' "$_data" | command jq -Mc --slurpfile body "$_at/out/bodies/$1" '.data.value = $body[0].value' |
      command jq -Mcr "$_filter" ;;
  esac
}

_identity() {
  local _idempotency_key
  _make_idempotency_key
  printf '%s' "${_idempotency_key//-/}"
}

# Puts the body of the call into a file that is named by the id of the call.
_take_body() {
  _id=$(_identity)
  if ! "$@" >"$_at/out/bodies/$_id"; then
    _unwritten
    return
  fi
  _size=$(command wc -c <"$_at/out/bodies/$_id")
  if [[ $1 == _text_stream ]]; then _type='text/plain; charset=utf-8'; else _type=application/json; fi
  ((_size <= _largest_body)) && return
  command rm -f "$_at/out/bodies/$_id"
  _refuse 413 body_too_large 'The body is larger than is taken.'
}

_refuse_invalid() {
  local _fault=
  case $_path in
    */log) _fault=$(command jq -r 'if (.level | IN("debug", "info", "warning", "error") | not) then
        "invalid_level level is debug, info, warning or error"
      elif (.message | length) > 65536 then "invalid_message message has at most 65536 characters"
      else empty end' "$_at/out/bodies/$_id") ;;
    */progress) _fault=$(command jq -r 'if (.fraction // 0) | . < 0 or . > 1 then
        "invalid_fraction fraction is a number from 0 to 1"
      elif (.percent // 0) | . < 0 or . > 100 then "invalid_percent percent is a number from 0 to 100"
      else empty end' "$_at/out/bodies/$_id") ;;
  esac
  [[ -n $_fault ]] || return 0
  command rm -f "$_at/out/bodies/$_id"
  _refuse 422 "${_fault%% *}" "${_fault#* }"
}

# Notes the call. A body that is short is in the line itself.
_note() {
  local _line _body=
  : "${_id:=$(_identity)}"
  _line="{\"id\":\"$_id\",\"method\":\"$_method\",\"path\":\"$_path\""
  if [[ -n $_type ]]; then _line+=",\"type\":\"$_type\""; fi
  if [[ -n $_key ]]; then _line+=",\"key\":\"$_key\""; fi
  if [[ -n $_if_version ]]; then _line+=",\"ifVersion\":$_if_version"; fi
  if ((_size > 0 && _size < 2000)) && [[ $_type == application/json ]]; then _body=$(<"$_at/out/bodies/$_id"); fi
  if [[ -n $_body && $_body != *$'\n'* ]]; then
    _append "$_line,\"body\":$_body}" || return
    command rm -f "$_at/out/bodies/$_id"
  elif [[ -n $_type ]]; then
    _append "$_line,\"bodyFile\":\"$_id\"}"
  else
    _append "$_line}"
  fi
}

# In one piece each, as a line is shorter than what the shell writes at once. The line break in front ends what somebody
# else could not write to its end.
_append() {
  if (($(command wc -c <"$_at/out/calls.jsonl") > _most_noted)); then
    _refuse 413 too_many_calls 'This run has made more calls than files can hold.'
  elif ! printf '\n%s\n' "$1" 2>/dev/null >>"$_at/out/calls.jsonl"; then
    _unwritten
  fi
}

_unwritten() {
  _say 'the call could not be noted: there may be no room left.'
  return 4
}
