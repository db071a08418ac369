# `status ID [fence|look [LIMIT [when]]]` says how a run stands; `fence` sees to it that a run that has not begun never will.
# Answers one of `exited CODE OUT-BYTES ERR-BYTES OUT-SPOOLED ERR-SPOOLED`, `running PID GROUP IDENTITY BOOT`, `gone
# OUT-BYTES ERR-BYTES vanished|rebooted`, `starting`, `unstarted`, `absent`. The two SPOOLED are 0 when every byte was
# kept. After `exited`, one line `left PID COMMAND` for each of up to ten processes that the script left running; `overdue`
# where it was ended for taking too long, with nobody there to ask for it; and with `when`, `ago SECONDS` since it ended,
# where that can be told.
verb_status() {
  choose_run "$1"
  if [ "$2" = fence ]; then
    mkdir -p "$spool"
    set -C
    cd "$spool" && if echo never >go; then
      say unstarted
      exit 0
    fi
    set +C
  fi
  cd "$spool" || {
    say absent
    [ "$marked" ] && exit 0
    exit 66
  }
  # Whoever asked before may have ended before it could make use of the answer.
  word=
  [ -f go ] && read -r word <go
  [ "$word" = never ] && {
    say unstarted
    exit 0
  }
  await_keeper
  [ -s process ] || [ -f exit ] || {
    say starting
    exit 0
  }
  # Asked in this order: the exit code is written before the keeper goes.
  living=
  alive && living=1
  limit=$3
  if tell_exit; then
    if [ "$4" = when ]; then tell_end; fi
  elif [ "$living" ]; then
    say running "$pid $leader $start $began"
  else
    sizes
    how=vanished
    [ "$began" = "$boot" ] || how=rebooted
    say gone "$out $err $how"
    if [ -f overdue ]; then say overdue; fi
  fi
}
# Both by the same clock, whatever it shows.
tell_end() {
  ended_at=$(date -r exit +%s)
  case $ended_at in
    "" | *[!0-9]*) ;;
    *) say ago "$(($(date +%s) - ended_at))" ;;
  esac
}

# `read ID PATH BYTES [FROM]` gives a file of a spool back, or a part of it. Answers `file SIZE` and its bytes after FROM,
# at most BYTES, or `absent`. Only plain names below the spool, through no link.
verb_read() {
  choose_run "$1"
  case $2 in
    "" | /* | */ | *//* | . | .. | ./* | ../* | */./* | */../* | */. | */..) give_up 64 "\"$2\" is no path of a spool" ;;
  esac
  case ${3:-0} in *[!0-9]*) misuse ;; esac
  path=$spool
  rest=$2/
  while [ "$rest" ]; do
    path=$path/${rest%%/*}
    rest=${rest#*/}
    [ -L "$path" ] && break
  done
  if [ -L "$path" ] || [ ! -f "$path" ]; then
    say absent
    exit 0
  fi
  say file "$(($(wc -c <"$path")))"
  if [ "${4:-0}" -gt 0 ]; then tail -c "+$(($4 + 1))" <"$path" | head -c "$3" >&4; else head -c "${3:-1048576}" <"$path" >&4; fi
}

# `discard ID [DAYS [KEY]]` removes a spool, what the mark of a run that never began left, and the sockets that go by the
# key. Answers `discarded`, or `kept`.
# A control group with processes in it cannot be removed: they are what a script that ended by itself has left running.
# With DAYS, what holds no result and has not been needed for so long is swept, once a day.
verb_discard() {
  choose_run "$1"
  control=
  [ -f "$spool/control" ] && read -r control <"$spool/control" && rmdir "$control"
  # Tells a run that is removed by halves from one that nobody has fetched; it goes last.
  half=$root/.discarded-$id
  [ "$2" ] && [ -d "$spool" ] && echo >"$half"
  case $3 in
    "" | *[!0-9a-f]*) rm -rf "$spool" "$half" ;;
    *) rm -rf "$spool" "$half" "$base/doors/$3".* ;;
  esac
  # Its keeper may be clearing up in it just now: two who remove the same folder get in each other's way.
  turns=0
  while [ -e "$spool" ] && [ $turns -lt 5 ]; do
    turns=$((turns + 1))
    sleep 0.1 || sleep 1
    rm -rf "$spool"
  done
  if [ -e "$spool" ]; then
    [ "$2" ] && echo >"$half"
    say kept
  else
    say discarded
  fi
  [ "$2" ] && sweep_daily "$2"
  return 0
}
