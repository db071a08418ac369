# shellcheck shell=bash
# Where the runtime API is, and by which way it is safe to ask it. Read by calls.sh; _api and _socket are its.

# Sets _api, where the API is now, and _socket, by which alone it is asked, where there is one. The file names the address
# that this script was started with, the present one, and the socket, or "-" where there is none. What the file does not
# deny stands: a script that was started with a socket asks at no port because a file cannot be read.
_locate() {
  local _former= _present= _told=
  _api=${CRONIUM_RUNTIME_API%/} _socket=${CRONIUM_RUNTIME_SOCKET-}
  if [[ -n ${CRONIUM_RUNTIME_ADDRESS_FILE-} ]]; then
    { read -r _former _present _told <"$CRONIUM_RUNTIME_ADDRESS_FILE"; } 2>/dev/null
  fi
  if [[ -n $_present && ${_former%/} != "$_api" ]]; then _socket=
  elif [[ -n $_present ]]; then _api=${_present%/} _socket=${_told:-$_socket}; fi
  if [[ $_socket == - || -n $_without_sockets ]]; then _socket=; fi
}

# True for a curl that says of itself that it knows no sockets: for the others a socket that fails is no reason to ask
# elsewhere.
_lacks_sockets() {
  local _words
  _words=$(command curl -q --version 2>/dev/null)
  [[ $_words == *Features:* && $_words != *UnixSockets* ]]
}

# True where this user may not use the socket, which no waiting mends: curl tells it from one that is gone by no code.
_is_forbidden() {
  local _place=$_socket
  [[ -n $_place ]] || return 1
  if [[ -e $_place && ! -w $_place ]]; then return 0; fi
  while [[ $_place == ?*/* ]]; do
    _place=${_place%/*}
    if [[ -d $_place && ! -x $_place ]]; then return 0; fi
  done
  return 1
}

# False where nobody listens at the address of a tunnel, or another person's program does: the tunnel is lost, and whoever
# has taken its port, or is about to, is not to be shown a token. Owners below 1000 are the system's own accounts, as which
# servers run. Known on Linux alone.
_may_be_tunnel() {
  local _port _fields _told= _ours=
  _port=${_api##*:}
  [[ ${_port%%/*} =~ ^[0-9]+$ ]] || return 0
  printf -v _port %04X "${_port%%/*}"
  while read -r -a _fields; do
    [[ ${_fields[3]} == 0A ]] || continue
    _told=1
    [[ ${_fields[1]} =~ ^(0100007F|0{8}|0{32}|0{16}FFFF00000100007F):$_port$ ]] || continue
    ((_fields[7] < 1000 || _fields[7] == EUID)) || return 1
    _ours=1
  done < <(command cat /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  [[ -z $_told || -n $_ours ]]
}
