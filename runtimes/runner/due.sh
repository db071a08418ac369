# Schedules that are left here for a while. Each has a folder schedules/ID:
#   plan         a line for each instant, by when it may begin: BEGIN DUE EXECUTION JOB LIMIT (BEGIN in seconds, DUE in
#                milliseconds since 1970, by the clock of whoever left it)
#   terms        MISSED WINDOW CAP OVERLAP UNTIL (seconds; `none`, `latest` or `all`; `allow` or `skip`)
#   how          LINES BYTES INTERPRETER SHA256|- FOLDERS: as `start` takes them
#   environment  what every run of it is given, with its secrets; gone as soon as nothing more is to begin
#   block        the same of its files
#   marks/DUE    what became of an instant: FATE AT; made by whoever decides it first, so that it is decided once
#   ahead        how far our clock is ahead of the other, seconds
#   timer        what wakes us: systemd or cron; crontab and made tell how to leave no trace of it
#   done         how many lines of the plan, from the first, have their mark

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
# `due ID report NOW AFTER` runs what has come, then says what became of the instants after AFTER: `fate DUE FATE AT` for
# each, AT in seconds of our clock, and `now SECONDS`; `absent` where nothing is known of it. NOW is the other's clock.
# `due ID disarm NOW AFTER` the same, once nothing more will begin.
# `due ID install TIMER NOW PLAN TERMS HOW ENVIRONMENT BLOCK` takes these files, so many bytes each, from stdin.
# `due ID remove` removes what is left of it. `due ID probe` says what could wake it: `timer NAME`, or `none WHY`.
verb_due() {
  choose_schedule "$1"
  asked=$2
  case $asked in
    "") stay_for_due ;;
    report) report_due "$3" "$4" ;;
    disarm) disarm_due "$3" "$4" ;;
    install) shift 2 && install_due "$@" ;;
    remove) remove_due ;;
    probe) probe_timer ;;
    *) misuse ;;
  esac
}

# Sets `now` to the seconds of whoever left the schedule.
tell_time() { now=$(($(date +%s) - ahead)); }

# What differs by no more than the time of a slow question stays as it is.
compare_clocks() {
  known=$ahead
  ahead=$(($(date +%s) - $1))
  if [ "$known" ] && [ $((ahead - known)) -le 3 ] && [ $((known - ahead)) -le 3 ]; then
    ahead=$known
  else
    echo "$ahead" >ahead
  fi
}

# Enters the folder and reads what does not change. Fails where there is none.
enter_schedule() {
  cd "$left" && [ -f terms ] || return 1
  ahead=0
  [ -s ahead ] && read -r ahead <ahead
  read -r missed window cap overlap until_at <terms
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
  leave_at=$((now + 60))
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

# Goes through what has come. Sets `next` to when there is more to do, seconds; empty: never.
pass_due() {
  next=
  settled=0
  [ -s done ] && read -r settled <done
  tell_time
  late_runs=0
  if [ "$missed" = all ]; then
    late_runs=$(tail -n "+$((settled + 1))" plan | count_late)
  fi
  next=$(tail -n "+$((settled + 1))" plan | decide_due)
}

# An instant is late when it is older than a timer's own delay.
is_late() { [ $((now - $1)) -gt 90 ]; }

count_late() {
  count=0
  while read -r begin due rest; do
    is_late "$begin" || break
    [ $((now - begin)) -le "$window" ] && [ ! -e "marks/$due" ] && count=$((count + 1))
  done
  echo "$count"
}

# Reads lines of the plan from stdin and decides those that have come. Prints when there is more to do.
decide_due() {
  in_row=1
  begin=
  read -r begin due run job limit
  while [ "$begin" ]; do
    this_begin=$begin this_due=$due this_run=$run this_job=$job this_limit=$limit
    begin=
    read -r begin due run job limit
    if [ -e "marks/$this_due" ]; then
      [ "$in_row" ] && settled=$((settled + 1))
      continue
    fi
    tell_time
    [ "$this_begin" -gt "$now" ] && {
      echo "$this_begin"
      break
    }
    decide_one || {
      # It waits for the run before it: nothing overtakes it.
      echo $((now + 1))
      break
    }
    [ "$in_row" ] && settled=$((settled + 1))
  done
  echo "$settled" >done.$$ && mv done.$$ done
}

# Fails when the instant has to wait for an earlier run.
decide_one() {
  if is_late "$this_begin"; then
    late=$((now - this_begin))
    if [ "$missed" = none ] || [ "$late" -gt "$window" ]; then
      set_mark "$this_due" missed
      return 0
    fi
    # A later one has come by now: it is the latest.
    if [ "$missed" = latest ] && [ "$begin" ] && [ "$begin" -le "$now" ]; then
      set_mark "$this_due" missed
      return 0
    fi
    if [ "$missed" = all ]; then
      if [ "$late_runs" -gt "$cap" ]; then
        late_runs=$((late_runs - 1))
        set_mark "$this_due" missed
        return 0
      fi
      is_running && return 1
    fi
  elif [ "$overlap" = skip ] && is_running; then
    set_mark "$this_due" skipped
    return 0
  fi
  [ -f environment ] || {
    set_mark "$this_due" missed
    return 0
  }
  set_mark "$this_due" begun || return 0
  begin_one
}

# Whether the run that was begun last goes on.
is_running() {
  last=
  [ -s latest ] && read -r last at <latest
  [ "$last" ] && [ -d "$root/$last" ] || return 1
  [ -f "$root/$last/exit" ] && return 1
  if [ -s "$root/$last/process" ]; then (cd "$root/$last" && alive); else [ $(($(date +%s) - at)) -lt 60 ]; fi
}

# Starts the run of an instant whose mark is ours, as `start` starts all others.
begin_one() {
  echo "$this_run $(date +%s)" >latest
  answer=$({
    cat environment
    printf "command export CRONIUM_EXECUTION_ID='%s'\ncommand export CRONIUM_JOB_ID='%s'\n" "$this_run" "$this_job"
    cat block
  } | sh "$runner" start "$this_run" "$((lines + 2))" "$bytes" "$interpreter" leave "$payload_sum" "" "$this_limit" "$folders" 6<&-)
  case $answer in
    *started*) echo "started $(date +%s)" >"marks/$this_due.new" && mv "marks/$this_due.new" "marks/$this_due" ;;
  esac
  return 0
}

say_fates() {
  while read -r begin due run job limit; do
    [ "$due" -gt "$1" ] && [ -f "marks/$due" ] || continue
    fate= at=
    read -r fate at <"marks/$due"
    # It is being started right now: a moment later it has been, or never will be.
    turns=0
    while [ "${fate:-begun}" = begun ] && [ $(($(date +%s) - ${at:-0})) -lt 20 ] && [ $turns -lt 20 ]; do
      turns=$((turns + 1))
      sleep 1
      read -r fate at <"marks/$due"
    done
    say fate "$due ${fate:-begun} ${at:-$(date +%s)}"
  done <plan
  say now "$(date +%s)"
}

report_due() {
  enter_schedule || {
    say absent
    return
  }
  compare_clocks "$1"
  pass_due
  say_fates "$2"
}

disarm_due() {
  enter_schedule || {
    say absent
    return
  }
  compare_clocks "$1"
  disarm_timer
  while read -r begin due run job limit; do
    [ -e "marks/$due" ] || set_mark "$due" revoked
  done <plan
  rm -f environment block
  say_fates "$2"
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
  for file in plan terms how environment block; do
    tail -c "+$at" all | head -c "$1" >"$file"
    [ "$(wc -c <"$file")" -eq "$1" ] || refuse session "$file was cut off: is the disk full?"
    at=$((at + $1))
    shift
  done
  rm -f all
  echo "${here##*/}" >runner
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
