# shellcheck shell=bash
# How the operations of cronium.sh reach the runtime API. Read in a subshell that ends with the call, so everything set
# here is gone afterwards. Local names begin with an underscore: a script may have made others readonly.
#
# Neither the token nor a value is ever an argument of a program: curl reads its configuration and bodies from pipes.

unalias -a
trap - DEBUG ERR RETURN EXIT
set +eu -f +o pipefail +o noclobber +o posix
shopt -u nocasematch failglob nullglob extdebug
unset -f command printf read trap exec 2>/dev/null
IFS=$' \t\n' LC_ALL=C

# _cronium_call_in <folder> <operation> <argument>...
_cronium_call_in() {
  # shellcheck source=/dev/null
  . "$1/values.sh" && . "$1/run.sh" || return 127
  _library=$1 _operation=$2
  shift 2
  if ((BASH_VERSINFO[0] < 4)); then
    _say "this needs bash 4 or newer; this is bash $BASH_VERSION."
    return 127
  fi
  case $_operation in
    output | set_variable | stream_output) ;;
    # A loop that reads lines keeps them: what is called in it takes nothing from its input.
    *) exec </dev/null ;;
  esac
  "_$_operation" "$@"
}

_say() { printf 'cronium_%s: %s\n' "$_operation" "$1" >&2; }

_usage() {
  printf 'usage: cronium_%s %s\n' "$_operation" "$1" >&2
  return 2
}

_debug() { if [[ ${CRONIUM_DEBUG-} == 1 ]]; then printf 'cronium: %s\n' "$1" >&2; fi; }

# _needs <program>...: says which of them are missing and how to get them.
_needs() {
  local _missing=() _program
  for _program; do command -v "$_program" >/dev/null || _missing+=("$_program"); done
  ((${#_missing[@]} == 0)) && return
  _say "missing on this machine: ${_missing[*]}. Install with: apt-get install ${_missing[*]} (Debian, Ubuntu), apk add \
${_missing[*]} (Alpine), dnf install ${_missing[*]} (Fedora, RHEL), brew install ${_missing[*]} (macOS)."
  return 127
}

_has_address() {
  local _name _missing=()
  for _name in CRONIUM_RUNTIME_API CRONIUM_EXECUTION_ID CRONIUM_EXECUTION_TOKEN; do
    [[ -n ${!_name-} ]] || _missing+=("$_name")
  done
  ((${#_missing[@]} == 0)) && return
  _say "there is no runtime API to ask: ${_missing[*]} not set. Run this script as an event of Cronium, which sets them."
  return 4
}

# _request <method> <path> <filter> [<command that writes the body>...]
# Prints what the jq filter makes of the answer; the filter "raw" copies it as it comes. {id} in the path is this
# execution. Returns 0, 3 (refused) or 4 (not reached); _status, _code and _version tell of the last answer.
_request() {
  if [[ -z ${CRONIUM_RUNTIME_API-} && -n ${CRONIUM_RUNTIME_DIRECTORY-} ]]; then
    # shellcheck source=bundle.sh
    _needs jq && . "$_library/bundle.sh" && _bundled "$@"
    return
  fi
  _needs curl jq && _has_address || return
  local _method=$1 _path=$2 _filter=$3 _try=0 _waited=0 _wait _report _began
  shift 3
  _quote "$CRONIUM_EXECUTION_ID"
  _path=${_path/'{id}'/$_quoted}
  local _idempotency_key=
  [[ $_method == GET ]] || _make_idempotency_key
  local _api _socket _without_sockets=
  # shellcheck source=reach.sh
  . "$_library/reach.sh" || return 127
  # What is read piece by piece cannot be given twice.
  if [[ ${1-} == _text_stream ]] && _lacks_sockets; then _without_sockets=1; fi
  while :; do
    _try=$((_try + 1)) _began=$SECONDS
    _locate
    # Three streams at once: the data to standard output (4), what became of the call to the report (3), messages to 2.
    exec 4>&1
    _report=$({ _send "$@" | _receive >&4; } 3>&1)
    exec 4>&-
    _read_report
    _debug "$_method $_path -> ${_status:-no answer}, curl $_curl, try $_try"
    if [[ $_status == 2?? && $_curl == 0 && $_jq == 0 ]]; then return 0; fi
    if [[ $_jq == 141 ]]; then return 141; fi
    if [[ -z $_status && -n $_socket ]] && _lacks_sockets; then
      _without_sockets=1
      continue
    fi
    if [[ -z $_status && $_curl == 7 ]] && _is_forbidden; then break; fi
    _is_worth_retrying && _may_try_again || break
    _debug "waiting $_wait s"
    command sleep "$_wait"
  done
  _tell_failure
}

_send() {
  # A port may be anybody's by now; what lies behind a socket is nobody else's.
  if [[ -z $_socket && -n ${CRONIUM_RUNTIME_ADDRESS_FILE-} ]] && ! _may_be_tunnel; then
    printf 'curl=7\n' >&3
  elif (($# == 0)); then
    command curl -q -K <(_configuration) 2>/dev/null </dev/null
    printf 'curl=%s\n' "$?" >&3
  else
    "$@" | command curl -q -K <(_configuration "$1") 2>/dev/null
    printf 'curl=%s\n' "${PIPESTATUS[1]}" >&3
  fi
}

# What curl is to do, in curl's own format.
_configuration() {
  local _timeout=30
  [[ ${CRONIUM_TIMEOUT-} =~ ^([0-9]{1,6})(\.[0-9]+)?$ ]] && _timeout=$((10#${BASH_REMATCH[1]} + (${#BASH_REMATCH[2]} > 0)))
  ((_timeout > 0)) || _timeout=30
  printf '%s\n' silent include globoff 'noproxy = "*"' 'proto = "=http,https"' 'header = "Expect:"'
  # A try may stand still for so long: connecting, sending, waiting.
  printf '%s\n' "connect-timeout = $_timeout" "speed-time = $_timeout" 'speed-limit = 1'
  _setting url "$_api$_path"
  if [[ -n $_socket ]]; then _setting unix-socket "$_socket"; fi
  _setting header "Authorization: Bearer $CRONIUM_EXECUTION_TOKEN"
  printf 'header = "User-Agent: cronium-bash/0.1.0"\n'
  if [[ -n $_idempotency_key ]]; then printf 'header = "Idempotency-Key: %s"\n' "$_idempotency_key"; fi
  case ${1-} in
    '') ;;
    # Sent piece by piece, as it comes.
    _text_stream) printf '%s\n' 'upload-file = "-"' 'header = "Content-Type: text/plain; charset=utf-8"' ;;
    *) printf '%s\n' 'data-binary = "@-"' 'header = "Content-Type: application/json"' ;;
  esac
  printf 'request = "%s"\n' "$_method"
}

_setting() {
  local _text=${2//\\/\\\\}
  _text=${_text//[$'\n\r']/}
  printf '%s = "%s"\n' "$1" "${_text//\"/\\\"}"
}

# Reads the head and then the body of an answer.
_receive() {
  local _line _answered= _after= _result=0
  while IFS= read -r _line; do
    _line=${_line%$'\r'}
    case $_line in
      HTTP/*) _answered=${_line#* } _answered=${_answered%% *} ;;
      [Rr]etry-[Aa]fter:*) _after=${_line#*:} ;;
      '') [[ $_answered == 1?? ]] || break ;;
    esac
  done
  printf 'status=%s\nafter=%s\n' "$_answered" "${_after// /}" >&3
  if [[ $_answered != 2?? ]]; then
    command jq -r '"code=\(.code // "")", "version=\(.details.version? // "")",
      "message=\(.message // .error // "" | tostring | split("\n") | join(" "))"' >&3 2>/dev/null
    return
  fi
  # Starting jq takes longer than all the rest of a call.
  case $_filter in
    raw) command cat ;;
    empty) IFS= read -r -d '' _line || : ;;
    *) command jq -Mcr "$_filter" 2>/dev/null ;;
  esac || _result=$?
  printf 'jq=%s\n' "$_result" >&3
}

_read_report() {
  local _line IFS=$'\n'
  _status= _curl=0 _jq=0 _after= _code= _version= _message=
  # A here-document would need a place for a file.
  for _line in $_report; do
    case $_line in
      status=*) _status=${_line#*=} ;;
      curl=*) _curl=${_line#*=} ;;
      jq=*) _jq=${_line#*=} ;;
      after=*) _after=${_line#*=} ;;
      code=*) _code=${_line#*=} ;;
      version=*) _version=${_line#*=} ;;
      message=*) _message=${_line#*=} ;;
    esac
  done
}

_is_worth_retrying() {
  case $_status in
    429 | 5??) return 0 ;;
    # Part of a stream has been passed on already: another try would repeat it.
    2??) [[ $_curl != 0 && $_filter != raw ]] ;;
    '') case $_curl in 5 | 6 | 7 | 16 | 18 | 28 | 35 | 52 | 55 | 56 | 92 | 95) return 0 ;; *) return 1 ;; esac ;;
    *) return 1 ;;
  esac
}

# True for a program that may be starting anew: connections are refused (curl 7), or it answers 503. On a server it is
# at the other end of a connection that may be lost in any way, and takes its time to come back.
_is_away() {
  [[ $_status == 503 || (-z $_status && $_curl == 7) || (-n ${CRONIUM_RUNTIME_ADDRESS_FILE-} && $_curl != 0) ]]
}

# Sets _wait, in seconds: between a half and the whole of 0.5 s, 1 s, 2 s…, at least what Retry-After asks for. An
# answer that asks for more than two minutes is not waited for. Unless a number of tries was asked for, a program that is
# away is waited for until that has taken a minute, and an hour on a server.
_may_try_again() {
  local _retries=3 _absence=60000 _whole _milliseconds
  if [[ -n ${CRONIUM_RUNTIME_ADDRESS_FILE-} ]]; then
    _absence=3600000
    _waited=$((_waited + (SECONDS - _began) * 1000))
  fi
  [[ ${CRONIUM_RETRIES-} =~ ^[0-9]{1,3}$ ]] && _retries=$((10#$CRONIUM_RETRIES)) _absence=0
  ((_try <= _retries)) || { _is_away && ((_waited < _absence)); } || return 1
  _whole=$((_try > 5 ? 10000 : 500 << (_try - 1)))
  _milliseconds=$((_whole / 2 + _whole / 2 * RANDOM / 32767))
  if [[ $_after =~ ^[0-9]{1,9}$ ]]; then
    ((10#$_after <= 120)) || return 1
    ((10#$_after * 1000 > _milliseconds)) && _milliseconds=$((10#$_after * 1000))
  fi
  _waited=$((_waited + _milliseconds))
  printf -v _wait '%d.%03d' $((_milliseconds / 1000)) $((_milliseconds % 1000))
}

_tell_failure() {
  if [[ -z $_status ]]; then
    if [[ $_curl == 7 ]] && _is_forbidden; then
      _say "the runtime API's socket $_socket may not be used: permission denied. It is open to the user alone as whom \
Cronium started the script; call it as that user."
      return 4
    fi
    case $_curl in
      28) _say "the runtime API at $CRONIUM_RUNTIME_API gave no answer in time." ;;
      *) _say "the runtime API at $CRONIUM_RUNTIME_API cannot be reached (curl exit code $_curl)." ;;
    esac
    return 4
  fi
  if [[ $_status == 2?? ]]; then
    if [[ $_curl != 0 ]]; then
      _say "the runtime API's answer broke off (curl exit code $_curl)."
      return 4
    fi
    _say "the runtime API's answer cannot be read."
    return 3
  fi
  # An operation that expects a refusal of this kind tells of it itself.
  if [[ -n $_code && $_code == "${_expected-}" ]]; then return 3; fi
  _say "API Error ($_status): ${_message:-no reason given}${_code:+ [$_code]}${_version:+ (version $_version)}"
  return 3
}

# A call whose answer was lost is answered again, not done again, when it carries the same key.
_make_idempotency_key() {
  { IFS= read -r _idempotency_key </proc/sys/kernel/random/uuid; } 2>/dev/null && return
  _idempotency_key=$(command od -An -N16 -tx1 /dev/urandom)
  _idempotency_key=${_idempotency_key//[!0-9a-f]/}
}

# _quote <text>: sets _quoted to what stands for it as a part of a path.
_quote() {
  local _position _character _number _code
  _quoted=$1
  [[ $1 == *[!A-Za-z0-9_.:~-]* ]] || return 0
  _quoted=
  for ((_position = 0; _position < ${#1}; _position++)); do
    _character=${1:_position:1}
    case $_character in
      [A-Za-z0-9_.:~-]) _quoted+=$_character ;;
      *)
        printf -v _number %d "'$_character"
        printf -v _code '%%%02X' $((_number & 255))
        _quoted+=$_code
        ;;
    esac
  done
}
