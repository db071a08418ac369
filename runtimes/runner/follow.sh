# Sending on what a run has written.

child= trying=
going() {
  [ -f exit ] && return 1
  # Its own child cannot be mistaken for another process, and need not have named itself yet.
  if [ "$child" ]; then
    ended "$child" && return 1
    return 0
  fi
  alive
}

# Whether tail is GNU's is found out beside other work; `follow` waits for it.
try_tail() {
  tail --pid=$$ -c 0 /dev/null >/dev/null 3<&- 4>&- 5>&- &
  trying=$!
}

# `follow OUT ERR` sends the spooled bytes from these offsets on, stdout to stdout and stderr to stderr, until the run
# has ended. For a program: until it closes stdin, too, and what a tail had no time for at the end it asks for again.
# GNU tail sees new bytes at once; elsewhere, and for a person, two open files are read on every tenth of a second, more
# often at first. Needs the reading end of `alive` as 9.
follow() {
  watcher=
  if [ "$marked" ] && going; then
    [ "$trying" ] || try_tail
    if wait "$trying"; then
      tail --pid=$$ -s 1 -c "+$(($1 + 1))" -f stdout >&4 3<&- 4>&- 5>&- 9<&- &
      a=$!
      tail --pid=$$ -s 1 -c "+$(($2 + 1))" -f stderr >&5 3<&- 4>&- 5>&- 9<&- &
      b=$!
      (
        read -r line
        kill -KILL $a $b $$
      ) <&3 >/dev/null 3<&- 4>&- 5>&- 9<&- &
      watcher=$!
      read -r line <&9
      # TERM may be ignored here, by them too. What is told of the end comes after their last bytes.
      kill -KILL $watcher $a $b
      wait $a $b
      return
    fi
    (
      read -r line
      kill $$
    ) <&3 >/dev/null 3<&- 4>&- 5>&- &
    watcher=$!
  fi
  exec 6<stdout 7<stderr
  forward "$1" <&6
  forward "$2" <&7
  turns=0
  while :; do
    last=1
    going && last=
    cat <&6 >&4 || break
    cat <&7 >&5 || break
    [ "$last" ] && break
    turns=$((turns + 1))
    pause=0.1
    [ $turns -lt 10 ] && pause=0.02
    sleep $pause || sleep 1
  done
  [ "$watcher" ] && kill $watcher
  return 0
}

# Moves stdin, a file, ahead by so many bytes.
forward() {
  [ $(($1 / 65536)) -gt 0 ] && dd bs=65536 skip=$(($1 / 65536)) count=0 >/dev/null
  [ $(($1 % 65536)) -gt 0 ] && dd bs=$(($1 % 65536)) count=1 >/dev/null
}

# Says how a run has ended, as `status` answers it. Fails while it goes on, or where nobody is left to say. Needs `limit`,
# bytes, or empty.
tell_exit() {
  [ -f exit ] && read -r code a b <exit || return 1
  sizes
  say exited "$code $out $err $a $b"
  found= control=
  choose_limit "$limit"
  [ -f control ] && read -r control <control
  add_marked
  set -- $found
  [ $# -gt 10 ] && set -- "$1" "$2" "$3" "$4" "$5" "$6" "$7" "$8" "$9" "${10}"
  while [ $# -gt 0 ]; do
    command_of "$1"
    say left "$1 $words"
    shift
  done
  if [ -f overdue ]; then say overdue; fi
}
sizes() {
  set -- $(wc -c stdout stderr)
  out=$1 err=$3
}

# Tells the program who follows at once what it would ask next. It comes last on stderr, behind a NUL: the program goes by
# the last such words, so that none a script may write in their place are taken for them.
tell_follower() {
  {
    printf '\0' >&4
    tell_exit || say unsaid
  } 4>&5
  return 0
}

# `follow ID OUT ERR [LIMIT]`, for the program. Answers `following`, or `absent`; LIMIT as for `status`.
verb_follow() {
  choose_run "$1"
  cd "$spool" && [ -f stdout ] || {
    say absent
    exit 0
  }
  say following
  [ "$marked" ] && echo "$mark" >&5
  # Opened for writing too, only for a moment: opening for reading alone would wait for a writer that may be gone.
  [ -p alive ] && exec 8<>alive 9<alive 8<&-
  follow "$2" "$3"
  limit=$4
  [ "$marked" ] && tell_follower
}

# `tail ID [--from OUT[,ERR]]`, for a person.
verb_tail() {
  choose_run "$1"
  from=0,0
  case $#,$2 in
    1,) ;;
    3,--from) from=$3 ;;
    *) misuse ;;
  esac
  case $from in "" | ,* | *[!0-9,]* | *,*,*) misuse ;; esac
  case $from in *,?*) ;; *) from=${from%,},0 ;; esac
  cd "$spool" && [ -f stdout ] || give_up 66 "there is no run $id here"
  follow "${from%,*}" "${from#*,}"
}

case $verb in
  start | follow)
    perform "$@"
    exit
    ;;
esac
