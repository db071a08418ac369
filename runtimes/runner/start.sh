# Putting a run in place and starting it.

# Makes the spool with these folders in it and enters it. Every process started from here on delays the script by about
# a millisecond: where the shell can do a thing itself, it does.
make_spool() {
  folders=$1
  [ -d "$root" ] || message=$(mkdir -p "$root" 2>&1) || refuse session "$message"
  [ -e "$spool" ] && refuse session "there is a run $id already"
  set -- "$spool"
  for folder in $folders; do set -- "$@" "$spool/$folder"; done
  mkdir "$@" || {
    message=$(mkdir "$@" 2>&1)
    rm -rf "$spool"
    refuse session "$message"
  }
  cd "$spool" || refuse session "cannot enter $spool"
}

# Removes the spool again and says why. A full disk does not always show in a builtin's complaint: it is tried out.
withdraw() {
  reason=$1
  shift
  [ "$reason" = session ] && set -- "$@" "$(dd if=/dev/zero of=trial bs=4096 count=4 2>&1 >/dev/null | grep -i "space\|quota\|read-only")"
  cd "$root" || cd /
  rm -rf "$spool"
  refuse "$reason" "$@"
}

# Files that every spool has. Needs `limit`, kibibytes; `control`; `here`.
furnish() {
  mkfifo out err alive &&
    : >stdout >stderr &&
    echo "................................" >exit.new &&
    echo "{}" >package.json &&
    echo "$limit" >limit &&
    echo "${here##*/}" >runner &&
    { [ -z "$control" ] || echo "$control" >control; }
}

# Unpacks a payload of the cache into the spool while its checksum is told. Nothing of it runs unless that is right.
place_payload() {
  unpack "$payload" payload
  unpacked=$?
  end_sum "$1" || {
    # What cannot be verified is no reason to remove it.
    [ "$message" = "$no_sum" ] || rm -f "$payload" "$payload.sha256"
    withdraw payload "$message"
  }
  [ $unpacked -eq 0 ] || withdraw payload "it could not be unpacked: $(cat trouble)"
  # Tells when it was used last.
  echo "$1  $1.tar.gz" >"$payload.sha256"
}

# Starts the keeper in a session of its own with `environment` on its stdin. Needs `interpreter`, `count`, `control`,
# `limit`. Sets `child`; leaves 9 as the reading end of `alive`.
launch() {
  (set -- "$interpreter"; eval "$environment"; command -v "$1") >/dev/null || withdraw interpreter "$interpreter"
  # Only one of starting and declaring never started can make this file.
  set -C
  echo >go || refuse session "the start was called off"
  set +C
  identify $$
  outer=$group
  if [ "$spoken" ]; then LC_ALL=$language; else unset LC_ALL; fi
  exec 8<>alive
  if command -v setsid >/dev/null; then
    printf %s "$environment" | CRONIUM_EXECUTION_ID=$id setsid sh "$runner" keep "$interpreter" "$spool" "$count" "$outer" "$control" "$limit" >/dev/null 3<&- 4>&- 5>&- &
  else
    set -m
    printf %s "$environment" | CRONIUM_EXECUTION_ID=$id nohup sh "$runner" keep "$interpreter" "$spool" "$count" "$outer" "$control" "$limit" >/dev/null 3<&- 4>&- 5>&- &
    set +m
  fi
  child=$!
  exec 9<alive 8<&-
  LC_ALL=C
  export LC_ALL
}

# Lays down the files of a run.
lay_block() {
  case $1 in
    0) ;;
    +*) eval "$laying" ;;
    *)
      head -c "$1" <&3 >block &&
        [ "$(wc -c <block)" -eq "$1" ] &&
        . ./block
      ;;
  esac
}

# `start ID LINES BYTES INTERPRETER follow|leave SHA256|- CONTROL LIMIT FOLDERS` starts a run. On stdin: so many lines of
# environment (the first of them makes the interpreter's name, in $1, the command that runs the script), then a block of
# so many bytes (`+N`: of N lines) that lays files into the spool. Answers `started PID GROUP IDENTITY BOOT` or `failed
# REASON TEXT`, then follows the run.
verb_start() {
  choose_run "$1"
  count=$2 block_size=$3 interpreter=$4 after=$5 wanted=$6 control=$7 limit=$8
  if [ "$wanted" = - ]; then
    make_spool "$9"
  else
    payload=$base/payloads/$wanted.tar.gz
    [ -f "$payload" ] || refuse absent "the payload is not here"
    make_spool "payload $9"
    begin_sum "$payload"
  fi
  [ "$after" = follow ] && try_tail
  read_environment "$count" <&3 || withdraw session "the environment was cut off"
  case $block_size in
    +*)
      given=$environment environment=
      read_environment "${block_size#+}" <&3 || withdraw session "its files were cut off"
      laying=$environment environment=$given
      ;;
  esac
  {
    lay_block "$block_size" &&
      furnish &&
      echo >"$here/used"
  } 2>trouble || {
    message=$(cat trouble)
    withdraw session "the script could not be stored: $message"
  }
  [ "$wanted" = - ] || place_payload "$wanted"
  launch
  identify "$child"
  say started "$child $child $identity $boot"
  [ "$after" = follow ] || exit 0
  echo "$mark" >&5
  follow 0 0
  limit=$((limit * 1024))
  tell_follower
}
