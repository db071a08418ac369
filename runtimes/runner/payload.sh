# Payloads: tar.gz archives kept under the SHA-256 of their bytes.

# Sets `summer` to what tells the SHA-256 of its stdin; empty: nothing does.
choose_summer() {
  if command -v sha256sum >/dev/null; then
    summer=sha256sum
  elif command -v shasum >/dev/null; then
    summer="shasum -a 256"
  elif command -v openssl >/dev/null; then
    summer="openssl dgst -sha256"
  elif command -v busybox >/dev/null; then
    summer="busybox sha256sum"
  else
    summer=
  fi
}
no_sum="none of sha256sum, shasum, openssl and busybox is there to verify it with"

# Sets `sum` to the one word that is a checksum, wherever it stands among them.
find_sum() {
  sum=
  for word; do
    case ${#word},$word in 64,*[!0-9a-f]*) ;; 64,*) sum=$word ;; esac
  done
  [ "$sum" ]
}

# `sum_of FILE` sets `sum` to its SHA-256 in hex; fails where nothing can tell.
sum_of() {
  choose_summer
  [ "$summer" ] && find_sum $($summer <"$1")
}

# `begin_sum FILE` lets it be told into the file `sum`, beside other work; `end_sum SHA256` waits for it. The latter
# fails and sets `message` unless the file is what it is said to be.
begin_sum() {
  choose_summer
  [ "$summer" ] || return
  $summer <"$1" >sum 3<&- 4>&- 5>&- &
  summing=$!
}
end_sum() {
  message=$no_sum
  [ "$summer" ] || return 1
  wait "$summing"
  read -r line <sum
  find_sum $line
  message="its checksum is $sum and should be $1"
  [ "$sum" = "$1" ]
}

# `check_sum FILE SHA256` fails and sets `message` unless the file is what it is said to be.
check_sum() {
  if sum_of "$1"; then
    [ "$sum" = "$2" ] && return
    message="its checksum is $sum and should be $2"
  else
    message=$no_sum
  fi
  return 1
}

# `unpack FILE FOLDER`; the folder must be there. A tar that knows nothing of gzip is given the bytes unpacked. Fails and
# leaves its words in the file `trouble`.
unpack() {
  tar -xzf "$1" -C "$2" 2>trouble || gzip -dc <"$1" 2>>trouble | (cd "$2" && tar -xf -) 2>>trouble
}

# `store SHA256 BYTES` takes a payload from stdin. Answers `stored`, or `failed payload TEXT`.
verb_store() {
  case $1 in "" | *[!0-9a-f]*) give_up 64 "\"$1\" is no checksum" ;; esac
  payload=$base/payloads/$1.tar.gz
  message=$(mkdir -p "$base/payloads" 2>&1) || refuse payload "$message"
  new=$payload.$$
  message=$({ head -c "$2" <&3 >"$new"; } 2>&1) || refuse_payload "$message"
  check_sum "$new" "$1" || refuse_payload "$message"
  message=$({ mv -f "$new" "$payload" && echo "$1  $1.tar.gz" >"$payload.sha256"; } 2>&1) || refuse_payload "$message"
  say stored
}
refuse_payload() {
  rm -f "$new"
  refuse payload "$1"
}

# Says what went wrong, in one line, and ends: it is an answer, so the command itself went well.
refuse() {
  reason=$1
  shift
  [ "$control" ] && rmdir "$control"
  if [ "$marked" ]; then
    say failed "$reason" "$(printf %s "$*" | tr "$newline" " ")"
    exit 0
  fi
  [ "$reason" = interpreter ] && give_up 127 "$* was not found here"
  give_up 74 "$*"
}
