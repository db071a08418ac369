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
