# Deciding what becomes of the instants of a schedule that is left here, and beginning their runs.

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

as_session() {
  [ -f session ] && . ./session
  "$@"
}

# Starts the run of an instant whose mark is ours, as `start` starts all others.
begin_one() {
  echo "$this_run $(date +%s)" >latest
  answer=$({
    cat environment
    printf "command export CRONIUM_EXECUTION_ID='%s'\ncommand export CRONIUM_JOB_ID='%s'\n" "$this_run" "$this_job"
    cat block
  } | as_session sh "$runner" start "$this_run" "$((lines + 2))" "$bytes" "$interpreter" leave "$payload_sum" "" "$this_limit" "$folders" 6<&-)
  case $answer in
    *started*)
      echo "started $(date +%s)" >"marks/$this_due.new" && mv "marks/$this_due.new" "marks/$this_due"
      # Terms that an earlier version left name no limit.
      [ "$allowed" ] && alone due "$id" limit "$this_run" "$allowed" "$grace"
      ;;
  esac
  return 0
}

# Stays beside a run, by the steady clock. The file `overdue` tells that the run did not end by itself; it is looked for less and less often.
hold_to_limit() {
  choose_run "$1"
  cd "$spool" || exit 0
  now
  ends=$((at + $2 * 100))
  step=1
  while [ ! -f exit ] && [ -d "$spool" ]; do
    now
    rest=$(((ends - at + 99) / 100))
    [ $rest -gt 0 ] || break
    [ $step -lt $rest ] || step=$rest
    sleep $step
    [ $step -gt 8 ] || step=$((step * 2))
  done
  if [ -f exit ] || [ ! -d "$spool" ]; then exit 0; fi
  echo >overdue
  (verb_stop "$id" "$3" "")
  # It ended by itself at the last moment, or had long been gone without a word.
  grep -qsE "^(TERM|KILL|killed) " stopping || rm -f overdue
}
