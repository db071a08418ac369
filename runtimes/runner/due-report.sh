# Telling what became of the instants of a schedule that is left here.

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
    # Its result has been fetched and its files are removed: not by whoever asks.
    [ "$fate" = started ] && [ ! -d "$root/$run" ] && fate=fetched
    say fate "$due ${fate:-begun} ${at:-$(date +%s)}"
  done <plan
  note_asker "$2"
  say now "$(date +%s)"
}

# Two programs that ask for the same schedule work on copies of the same data.
note_asker() {
  [ "$1" ] || return
  other= asked_at=
  [ -s asked ] && read -r other asked_at <asked
  echo "$1 $(date +%s)" >asked.$$ && mv asked.$$ asked
  case $other in "" | "$1") ;; *) say other "$other $(($(date +%s) - asked_at))" ;; esac
}

list_left() {
  for folder in "$base"/schedules/left_*; do
    case $folder in *.new) continue ;; esac
    if [ -s "$folder/owner" ] && read -r owner <"$folder/owner"; then say left "${folder##*/} $owner"; fi
  done
  say listed
}

say_plan() {
  enter_schedule || {
    say absent
    return
  }
  while read -r begin due run job limit; do say given "$due $job $run"; done <plan
  say planned
}

report_due() {
  enter_schedule || {
    say absent
    return
  }
  compare_clocks "$1"
  pass_due
  say_fates "$2" "$3"
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
  say_fates "$2" "$3"
}
