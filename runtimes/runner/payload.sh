# Payloads: tar.gz archives kept under the SHA-256 of their bytes.

# `sum_of FILE` sets `sum` to its SHA-256 in hex; fails where nothing can tell.
sum_of() {
  if command -v sha256sum >/dev/null; then
    sum=$(sha256sum <"$1")
  elif command -v shasum >/dev/null; then
    sum=$(shasum -a 256 <"$1")
  elif command -v openssl >/dev/null; then
    sum=$(openssl dgst -sha256 <"$1")
    sum=${sum##*= }
  elif command -v busybox >/dev/null; then
    sum=$(busybox sha256sum <"$1")
  else
    sum=
  fi
  sum=${sum%% *}
  case $sum in
    "" | *[!0-9a-f]*) return 1 ;;
  esac
}
no_sum="none of sha256sum, shasum, openssl and busybox is there to verify it with"

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
# sets `message`.
unpack() {
  if command -v gzip >/dev/null; then
    message=$({ gzip -dc <"$1" | (cd "$2" && tar -xf -); } 2>&1)
  else
    message=$( (cd "$2" && tar -xzf -) <"$1" 2>&1)
  fi
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
  if [ "$marked" ]; then
    say failed "$reason" "$(printf %s "$*" | tr "$newline" " ")"
    exit 0
  fi
  give_up 74 "$*"
}
