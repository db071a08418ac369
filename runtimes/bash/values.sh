# shellcheck shell=bash
# Input, output and variables: operations behind the names of cronium.sh. Read in a subshell by calls.sh.

# _json_of <text>: as a JSON string. Bytes that are no UTF-8 become U+FFFD. Short plain text needs no jq.
_json_of() {
  local _text
  if ((${#1} > 4000)) && command -v base64 >/dev/null; then
    # jq before 1.7 reads 4 KB at a time and breaks the characters that lie across, unless all of them are plain.
    printf '%s' "$1" | command base64 | command tr -d '\n' | command jq -Rs @base64d
  elif ((${#1} > 1000)) || [[ ${1//$'\n'/} == *[!\ -~]* ]]; then
    printf '%s' "$1" | command jq -Rs .
  else
    _text=${1//\\/\\\\}
    _text=${_text//\"/\\\"}
    printf '"%s"' "${_text//$'\n'/\\n}"
  fi
}

# _is_one_json <text>: true for exactly one JSON text.
_is_one_json() { [[ $(printf '%s' "$1" | command jq -s length 2>/dev/null) == 1 ]]; }

# _is_json <text>: whether a value without --json or --text counts as JSON. A number does when JSON would write it the
# same way, so that 007, 1.10 and 12345678901234567890 stay what they are.
_is_json() {
  case $1 in
    true | false | null) return 0 ;;
    -0 | '') return 1 ;;
  esac
  if ((${#1} <= 17)) && [[ $1 =~ ^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$ ]]; then
    local _digits=${1//[-.]/}
    ((${#_digits} <= 15)) && [[ ${1#-} != 0.000000* ]]
    return
  fi
  [[ ${1:0:100} =~ ^[[:space:]]*[\{\[\"] ]] && _is_one_json "$1"
}

# _set_kind <auto|json|text>: settles whether _value is JSON or text.
_set_kind() {
  _kind=$1
  case $_kind in
    auto) if _is_json "$_value"; then _kind=json; else _kind=text; fi ;;
    json)
      if ! _is_one_json "$_value"; then
        _say 'the value is not JSON.'
        return 2
      fi
      ;;
  esac
}

_value_from_stdin() {
  _value=$(
    command cat
    printf .
  )
  _value=${_value%.}
}

# _write_value <member> [<more members>]: the body of a call, with _value in it.
_write_value() {
  printf '{%s"%s":' "${2-}" "$1"
  if [[ $_kind == json ]]; then printf '%s' "$_value"; else _json_of "$_value"; fi
  printf '}'
}

# _write_members (<name> <text> | =<name> <JSON>)...: a JSON object.
_write_members() {
  local _between='{'
  while (($# > 0)); do
    printf '%s"%s":' "$_between" "${1#=}"
    if [[ $1 == =* ]]; then printf '%s' "$2"; else _json_of "$2"; fi
    _between=,
    shift 2
  done
  printf '}'
}

_write() { printf '%s' "$1"; }

_path_of_key() {
  if [[ -z ${1//./} ]]; then
    _say "API Error (422): '$1' is no key of a variable. [invalid_key]"
    return 3
  fi
  _quote "$1"
  _path="/executions/{id}/variables/$_quoted"
}

# --- input and output ---

_has_offline_input() {
  _needs jq || return
  _is_one_json "$CRONIUM_INPUT" && return
  _say 'CRONIUM_INPUT holds no JSON.'
  return 3
}

_input() {
  local _filter='.data'
  case $#:${1-} in
    0:) ;;
    1:--json) _filter='.data | tojson' ;;
    *) _usage '[--json]' || return ;;
  esac
  if [[ -z ${CRONIUM_RUNTIME_API-}${CRONIUM_RUNTIME_DIRECTORY-} && -n ${CRONIUM_INPUT+set} ]]; then
    _has_offline_input || return
    printf '%s' "$CRONIUM_INPUT" | command jq -Mcr "${_filter/data/}"
  else
    _request GET '/executions/{id}/input' "$_filter"
  fi
}

_output() {
  local _how=auto _value _kind _use='[--json | --text] [--] <value>, or [--json | --text] --stdin'
  local _stdin=
  while (($# > 0)); do
    case $1 in
      --json | --text) _how=${1#--} ;;
      --stdin) _stdin=1 ;;
      --) shift && break ;;
      *) break ;;
    esac
    shift
  done
  (($# + ${#_stdin} == 1)) || _usage "$_use" || return
  _needs jq || return
  if [[ -n $_stdin ]]; then _value_from_stdin; else _value=$1; fi
  _set_kind "$_how" && _request POST '/executions/{id}/output' empty _write_value data
}

_stream_input() {
  (($# == 0)) || _usage '' || return
  if [[ -z ${CRONIUM_RUNTIME_API-}${CRONIUM_RUNTIME_DIRECTORY-} && -n ${CRONIUM_INPUT+set} ]]; then
    _has_offline_input || return
    printf '%s' "$CRONIUM_INPUT" | command jq -Mj 'if . == null then empty elif type == "string" then . else tojson end'
  else
    _request GET '/executions/{id}/input?raw=1' raw
  fi
}

_text_stream() { if [[ -n $_spool ]]; then command cat "$_spool"; else command cat; fi; }

_stream_output() {
  (($# == 0)) || _usage '< text' || return
  _spool=
  # In a file it can be sent again. Where none can be made there is one try.
  if _spool=$(command mktemp 2>/dev/null); then
    trap 'command rm -f "$_spool"' EXIT
    command cat >"$_spool" || return 4
  else
    _spool=
    CRONIUM_RETRIES=0
  fi
  _request POST '/executions/{id}/output' empty _text_stream
}

# --- variables ---

_get_variable() {
  local _filter='.data.value'
  case ${1-} in
    --json) _filter='.data.value | tojson' && shift ;;
    --version) _filter='.data.version' && shift ;;
  esac
  (($# == 1)) || _usage '[--json | --version] <key>' || return
  _read_variable "$1" "$_filter"
}

_variable_exists() {
  (($# == 1)) || _usage '<key>' || return
  _read_variable "$1" empty
}

# _read_variable <key> <filter>: 1 where there is none.
_read_variable() {
  local _path _expected=variable_not_found _result
  _path_of_key "$1" || return
  _request GET "$_path" "$2"
  _result=$?
  if ((_result == 3)) && [[ $_code == variable_not_found ]]; then return 1; fi
  return "$_result"
}

_set_variable() {
  local _how=auto _value _kind _path _more= _stdin=
  while (($# > 0)); do
    case $1 in
      --json | --text) _how=${1#--} ;;
      --stdin) _stdin=1 ;;
      --if-version)
        shift
        [[ ${1-} =~ ^[0-9]{1,15}$ ]] || _usage '--if-version takes a number' || return
        _more="\"ifVersion\":$((10#$1)),"
        ;;
      *) break ;;
    esac
    shift
  done
  (($# + ${#_stdin} == 2)) ||
    _usage '[--json | --text] [--if-version <n>] <key> <value>, or … --stdin <key>' || return
  _path_of_key "$1" && _needs jq || return
  if [[ -n $_stdin ]]; then _value_from_stdin; else _value=$2; fi
  _set_kind "$_how" && _request PUT "$_path" empty _write_value value "$_more"
}

_delete_variable() {
  local _path _query= _deleted
  if [[ ${1-} == --if-version && ${2-} =~ ^[0-9]{1,15}$ ]]; then
    _query="?ifVersion=$((10#$2))"
    shift 2
  fi
  (($# == 1)) || _usage '[--if-version <n>] <key>' || return
  _path_of_key "$1" || return
  _deleted=$(_request DELETE "$_path$_query" .data.deleted) || return
  [[ $_deleted == true ]]
}

_increment_variable() {
  local _path _number
  (($# == 1 || $# == 2)) && _set_number "${2-1}" || _usage '<key> [<number>]' || return
  _path_of_key "$1" || return
  _request POST "$_path/increment" .data.value _write "{\"by\":$_number}"
}

# _set_number <text>: sets _number to the same as JSON has it, as in 7 for 007 and 0.5 for .5.
_set_number() {
  [[ $1 =~ ^[+]?(-?)0*([0-9]*)(\.[0-9]+)?$ && $1 == *[0-9]* ]] || return
  _number=${BASH_REMATCH[1]}${BASH_REMATCH[2]:-0}${BASH_REMATCH[3]}
}

_append_variable() {
  local _path _present _value _kind=text _expected _result _separator=${3-$'\n'}
  (($# == 2 || $# == 3)) || _usage '<key> <text> [<separator>]' || return
  _path_of_key "$1" || return
  while :; do
    # The version, then the present text as it is, kept whole by the point after it.
    _present=$(
      _read_variable "$1" '.data | "\(.version)", (.value | if . == null then "" elif type == "string" then "=\(.)"
        else "=\(tojson)" end)'
      _result=$?
      printf .
      exit "$_result"
    )
    case $? in
      0) _present=${_present%$'\n'.} ;;
      1) _present=$'0\n' ;;
      *) return ;;
    esac
    _value=${_present#*$'\n'}
    _value=${_value:+${_value#=}$_separator}$2
    _expected=version_conflict
    _request PUT "$_path" empty _write_value value "\"ifVersion\":${_present%%$'\n'*},"
    _result=$?
    if ((_result != 3)) || [[ $_code != version_conflict ]]; then return "$_result"; fi
  done
}
