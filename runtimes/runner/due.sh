# Schedules that are left here for a while. Each has a folder schedules/ID:
#   plan         a line for each instant, by when it may begin: BEGIN DUE EXECUTION JOB LIMIT (BEGIN in seconds, DUE in
#                milliseconds since 1970, by the clock of whoever left it)
#   terms        MISSED WINDOW CAP OVERLAP UNTIL ALLOWED GRACE (seconds; `none`, `latest` or `all`; `allow` or `skip`; how
#                long a run may take; tenths of a second between TERM and KILL when it takes longer)
#   how          LINES BYTES INTERPRETER SHA256|- FOLDERS: as `start` takes them
#   environment  what every run of it is given, with its secrets; gone as soon as nothing more is to begin
#   block        the same of its files
#   marks/DUE    what became of an instant: FATE AT; made by whoever decides it first, so that it is decided once
#   ahead        how far our clock is ahead of the other, seconds
#   owner        INSTALLATION EVENT FROM UNTIL (milliseconds) NAME: whose it is
#   asked        ASKER AT: which program asked last
#   session      what runs begin with, as they do when they are asked for from outside: a timer has a PATH of its own
#   timer        what wakes us: systemd or cron; crontab and made tell how to leave no trace of it
#   done         how many lines of the plan, from the first, have their mark
# due-decide.sh decides what becomes of instants and begins runs, due-report.sh tells of them, due-timer.sh wakes us.

# Takes the id of a schedule: sets id, mark and left.
choose_schedule() {
  case $1 in
    "" | -* | *[!A-Za-z0-9_-]*) give_up 64 "\"$1\" is no id of a schedule" ;;
  esac
  id=$1
  mark=cronium-spool-$id
  left=$base/schedules/$id
}

# `due ID` runs what has come, and stays for what comes within a minute: a timer calls it.
# `due ID report NOW AFTER ASKER` runs what has come, then says what became of the instants after AFTER: `fate DUE FATE AT`
# for each, AT in seconds of our clock, `other ASKER SECONDS` where another program asked last, so long ago, and `now
# SECONDS`; `absent` where nothing is known of it. NOW is the other's clock.
# `due ID disarm NOW AFTER ASKER` the same, once nothing more will begin.
# `due any list` says what is left here: `left ID OWNER` for each. `due ID plan` says what it was given: `given DUE JOB
# EXECUTION` for each instant.
# `due ID install TIMER NOW PLAN TERMS HOW ENVIRONMENT BLOCK OWNER` takes these files, so many bytes each, from stdin.
# `due ID remove` removes what is left of it. `due ID probe` says what could wake it: `timer NAME`, or `none WHY`.
# `due ID limit RUN ALLOWED GRACE` stays beside a run until it has ended, and ends it when it takes too long.
verb_due() {
  choose_schedule "$1"
  asked=$2
  case $asked in
    "") stay_for_due 60 ;;
    soon) sleep 5 && stay_for_due 120 ;;
    report) report_due "$3" "$4" "$5" ;;
    disarm) disarm_due "$3" "$4" "$5" ;;
    list) list_left ;;
    plan) say_plan ;;
    install) shift 2 && install_due "$@" ;;
    remove) remove_due ;;
    probe) probe_timer ;;
    limit) hold_to_limit "$3" "$4" "$5" ;;
    *) misuse ;;
  esac
}

# Runs this file beside us, out of reach of whoever called us.
alone() {
  if command -v setsid >/dev/null; then
    setsid sh "$runner" "$@" </dev/null >/dev/null 2>&1 3<&- 4>&- 5>&- 6<&- &
  else
    nohup sh "$runner" "$@" </dev/null >/dev/null 2>&1 3<&- 4>&- 5>&- 6<&- &
  fi
}

# Sets `now` to the seconds of whoever left the schedule.
tell_time() { now=$(($(date +%s) - ahead)); }

# What differs by no more than the time of a slow question stays as it is.
compare_clocks() {
  known=$ahead
  ahead=$(($(date +%s) - $1))
  # Clocks that agree are told a second apart when the second ends in between.
  case $ahead in -1 | 1) ahead=0 ;; esac
  if [ "$known" ] && [ $((ahead - known)) -le 3 ] && [ $((known - ahead)) -le 3 ]; then
    ahead=$known
  else
    echo "$ahead" >ahead
  fi
}

# Enters the folder and reads what does not change. Fails where there is none.
enter_schedule() {
  cd "$left" && [ -f terms ] || return 1
  [ -f session ] && . ./session && LC_ALL=C && export LC_ALL
  ahead=0
  [ -s ahead ] && read -r ahead <ahead
  read -r missed window cap overlap until_at allowed grace <terms
  read -r lines bytes interpreter payload_sum folders <how
}

# Decides what becomes of an instant, unless somebody has before.
set_mark() {
  (
    set -C
    echo "$2 $(date +%s)" >"marks/$1"
  ) || return 1
}

stay_for_due() {
  enter_schedule || exit 0
  wakes_by=
  [ -f timer ] && read -r wakes_by <timer
  tell_time
  leave_at=$((now + $1))
  while :; do
    pass_due
    [ "$next" ] || break
    tell_time
    # Cron calls again each minute; the other timer only once this has ended.
    [ "$wakes_by" = systemd ] && leave_at=$((now + 60))
    [ "$next" -le "$leave_at" ] || break
    [ "$next" -gt "$now" ] && sleep $((next - now))
    [ -f terms ] || exit 0
  done
  tell_time
  # Over: nothing is left to do, and nothing secret stays.
  [ -z "$next" ] && [ "$now" -ge "$until_at" ] && {
    disarm_timer
    rm -f environment block
  }
  return 0
}

# What a session has, and a timer has not, or otherwise.
tell_session() {
  for name in PATH HOME SHELL USER LOGNAME LANG TZ; do
    eval "value=\${$name-} known=\${$name+set}"
    if [ "$known" ]; then echo "command export $name=$(quoted "$value")"; else echo "unset $name"; fi
  done
  if [ "$spoken" ]; then echo "command export LC_ALL=$(quoted "$language")"; else echo "unset LC_ALL"; fi
}

install_due() {
  timer=$1
  now=$2
  shift 2
  new=$left.new
  message=$({ rm -rf "$new" && mkdir -p "$new/marks"; } 2>&1) || refuse session "$message"
  cd "$new" || refuse session "cannot enter $new"
  total=0
  for size; do total=$((total + size)); done
  message=$({ head -c "$total" <&3 >all; } 2>&1) || refuse session "$message"
  at=1
  for file in plan terms how environment block owner; do
    tail -c "+$at" all | head -c "$1" >"$file"
    [ "$(wc -c <"$file")" -eq "$1" ] || refuse session "$file was cut off: is the disk full?"
    at=$((at + $1))
    shift
  done
  rm -f all
  echo "${here##*/}" >runner
  tell_session >session
  ahead=
  compare_clocks "$now"
  # What an earlier try has left is as good, and may have begun.
  [ -f "$left/terms" ] || mv "$new" "$left" || refuse session "cannot make $left"
  rm -rf "$new"
  cd "$left" || refuse session "cannot enter $left"
  arm_timer "$timer" || {
    complaint=$message
    disarm_timer
    cd "$base" || cd /
    rm -rf "$left"
    refuse session "the timer could not be set: $complaint"
  }
  # Cron looks only once a minute what is new. Whoever leaves it here asks at once what has come; we stand back for that.
  alone due "$id" soon
  say installed
}

remove_due() {
  # What says how to take the timer away stays until that is done.
  if cd "$left"; then
    disarm_timer || {
      say kept
      return
    }
    [ -s how ] && read -r lines bytes interpreter payload_sum folders <how
  fi
  cd "$base" || cd /
  rm -rf "$left" "$left.new"
  # Whoever else runs the same script sends it again; another schedule could not.
  case $payload_sum in "" | *[!0-9a-f]*) payload_sum=none ;; esac
  grep -rqsF "$payload_sum" schedules || rm -f "payloads/$payload_sum.tar.gz" "payloads/$payload_sum.tar.gz.sha256"
  rmdir "$base/schedules"
  if [ -e "$left" ]; then say kept; else say removed; fi
}
