# shellcheck shell=bash
# The run itself and tools: operations behind the names of cronium.sh. Read in a subshell by calls.sh.

# --- the run itself ---

_set_condition() {
  local _condition
  case $#:${1-} in
    1:[Tt][Rr][Uu][Ee] | 1:1 | 1:[Yy][Ee][Ss] | 1:[Oo][Nn]) _condition=true ;;
    1:[Ff][Aa][Ll][Ss][Ee] | 1:0 | 1:[Nn][Oo] | 1:[Oo][Ff][Ff]) _condition=false ;;
    *) _usage '<true | 1 | yes | on | false | 0 | no | off>' || return ;;
  esac
  _request POST '/executions/{id}/condition' empty _write "{\"condition\":$_condition}"
}

_get_condition() {
  (($# == 0)) || _usage '' || return
  _request GET '/executions/{id}/condition' .data.condition
}

_event_filter='.data | (.event | {id, name, type, runLocation, successCount, failureCount, server})
  + {userId, executionId, jobId, attempt, startTime}'

_event() {
  (($# == 0)) || _usage '' || return
  _request GET '/executions/{id}/context' "$_event_filter | tojson"
}

_context() { _event "$@"; }

_event_field() {
  local _field _result
  [[ $# == 1 && $1 =~ ^[A-Za-z]+(\.[A-Za-z]+)*$ ]] || _usage '<field, as in name or server.address>' || return
  _field=$(_request GET '/executions/{id}/context' "$_event_filter | .${1//./?.}? // empty") || return
  [[ -n $_field ]] && printf '%s\n' "$_field"
}

_log() {
  local _level=info _fields=
  while [[ ${1-} == --level || ${1-} == --fields ]] && (($# > 1)); do
    if [[ $1 == --level ]]; then _level=$2; else _fields=$2; fi
    shift 2
  done
  if [[ ${1-} == -- ]]; then shift; fi
  (($# > 0)) || _usage '[--level debug | info | warning | error] [--fields <JSON object>] [--] <message>' || return
  _needs jq || return
  if [[ -n $_fields ]] && ! _is_one_json "$_fields"; then _usage '--fields takes a JSON object' || return; fi
  _request POST '/executions/{id}/log' empty _write_members level "$_level" message "$*" ${_fields:+=fields "$_fields"}
}

_progress() {
  local _member=fraction _number
  if [[ ${1-} == *% ]]; then _member=percent; fi
  (($# == 1 || $# == 2)) && _set_number "${1%\%}" ||
    _usage '<fraction from 0 to 1, or percents as in 40%> [<message>]' || return
  _request POST '/executions/{id}/progress' empty _write_members "=$_member" "$_number" ${2+message "$2"}
}

_info() {
  (($# == 0)) || _usage '' || return
  _needs jq || return
  command jq -nc '{version: "0.1.0", language: "bash", executionId: env.CRONIUM_EXECUTION_ID, jobId: env.CRONIUM_JOB_ID,
    eventId: env.CRONIUM_EVENT_ID, jobType: env.CRONIUM_JOB_TYPE, mode: env.CRONIUM_EXECUTION_MODE,
    api: env.CRONIUM_RUNTIME_API, hasToken: ((env.CRONIUM_EXECUTION_TOKEN // "") != "")}'
}

# --- tools ---

_execute_tool_action() {
  (($# == 2 || $# == 3)) || _usage '<tool> <action> [<JSON object>]' || return
  _needs jq || return
  local _params=${3-'{}'}
  if ! _is_one_json "$_params"; then _usage 'the third argument is a JSON object' || return; fi
  _request POST /tool-actions/execute '.data | tojson' _write_members tool "$1" action "$2" =params "$_params"
}

# _send_message <tool> <member>...: as _write_members takes them.
_send_message() {
  _needs jq || return
  local _tool=$1
  shift
  _execute_tool_action "$_tool" send_message "$(_write_members "$@")" >/dev/null
}

_send_email() {
  local _use='<to> <subject> <body> [--cc <addresses>] [--bcc <addresses>] [--html]'
  (($# >= 3)) || _usage "$_use" || return
  local _members=(to "$1" subject "$2" body "$3")
  shift 3
  while (($# > 0)); do
    case $#:$1 in
      *:--html) _members+=(=html true) ;;
      1:*) _usage "$_use" || return ;;
      *:--cc | *:--bcc)
        _members+=("${1#--}" "$2")
        shift
        ;;
      *) _usage "$_use" || return ;;
    esac
    shift
  done
  _send_message email "${_members[@]}"
}

_send_slack_message() {
  local _use='<channel> <text> [--username <name>] [--icon-emoji <:name:>] [--icon-url <address>]'
  (($# >= 2)) || _usage "$_use" || return
  local _members=(channel "$1" text "$2") _name
  shift 2
  while (($# > 0)); do
    case $#:$1 in
      1:*) _usage "$_use" || return ;;
      *:--username | *:--icon-emoji | *:--icon-url) _name=${1#--} && _members+=("${_name//-/_}" "$2") ;;
      *) _usage "$_use" || return ;;
    esac
    shift 2
  done
  _send_message slack "${_members[@]}"
}

_send_discord_message() {
  local _use='<channel id> <content> [--embed <JSON object>]...' _embeds=
  (($# >= 2)) || _usage "$_use" || return
  local _members=(channelId "$1" content "$2")
  shift 2
  _needs jq || return
  while (($# > 0)); do
    [[ $1 == --embed && $# -ge 2 ]] && _is_one_json "$2" || _usage "$_use" || return
    _embeds+=${_embeds:+,}$2
    shift 2
  done
  _send_message discord "${_members[@]}" ${_embeds:+=embeds "[$_embeds]"}
}
