# `sweep [DAYS]` removes what nobody has needed for so many days, 30 where nothing is said, 0 for all: spools of ended
# runs that nobody has fetched, payloads, and other versions of this file. Nothing of a run that goes on, nothing that
# a schedule left here names, and nothing that this file does not know. Answers `swept RUNS PAYLOADS RUNNERS`.
verb_sweep() {
  days=${1:-30} runs=0 payloads=0 runners=0
  case $days in *[!0-9]*) misuse ;; esac
  cd "$base" || give_up 66 "there is no $base"
  sweep_runs
  sweep_halves
  sweep_payloads
  sweep_runners
  sweep_doors
  say swept "$runs $payloads $runners"
}

# Whether a file or folder has been there unchanged for so long.
is_old() { [ "$days" -eq 0 ] || [ "$(find "$1" -prune -mtime "+$((days - 1))")" ]; }

sweep_runs() {
  for spool in "$root"/*; do
    case ${spool##*/} in "*" | *[!A-Za-z0-9_-]*) continue ;; esac
    [ ! -L "$spool" ] && cd "$spool" && [ -f stdout ] || continue
    if [ -f exit ]; then
      is_old exit || continue
    elif [ -s process ]; then
      alive && continue
      is_old process || continue
    else
      # It may be about to begin.
      [ "$(find . -prune -mtime +0)" ] && is_old . || continue
    fi
    control=
    [ -f control ] && read -r control <control
    door=
    [ -f runtime/out/address ] && read -r former present door <runtime/out/address
    door=${door##*/}
    cd "$root" || return
    [ "${door%.*}" ] && close_doors "${door%.*}"
    [ "$control" ] && rmdir "$control"
    rm -rf "$spool" && runs=$((runs + 1))
  done
  cd "$base" || return
}

# A schedule left here needs what is named anywhere in its files.
is_scheduled() { grep -rqsF "$1" schedules; }

sweep_payloads() {
  for payload in payloads/*; do
    name=${payload#payloads/}
    sum=${name%%.*}
    case $sum in "" | *[!0-9a-f]*) continue ;; esac
    case $name in
      "$sum.tar.gz")
        used=$payload
        [ -f "$payload.sha256" ] && used=$payload.sha256
        is_old "$used" || continue
        is_scheduled "$sum" && continue
        rm -f "$payload" "$payload.sha256" && payloads=$((payloads + 1))
        ;;
      # One that was cut off while it arrived.
      "$sum.tar.gz".[0-9]*) [ "$(find "$payload" -prune -mtime +0)" ] && rm -f "$payload" ;;
    esac
  done
}

sweep_runners() {
  for other in runner/*; do
    name=${other#runner/}
    case $name in *[!0-9a-f]*) continue ;; esac
    [ "$name" = "${here##*/}" ] && continue
    used=$other
    [ -f "$other/used" ] && used=$other/used
    is_old "$used" || continue
    is_scheduled "$name" && continue
    is_busy "$name" && continue
    rm -rf "$other" && runners=$((runners + 1))
  done
}

# Whether a run goes on that this version has started.
is_busy() {
  for spool in "$root"/*; do
    by=
    [ -f "$spool/runner" ] && read -r by <"$spool/runner"
    [ "$by" = "$1" ] || continue
    if (cd "$spool" && [ ! -f exit ] && { [ ! -s process ] || alive; }); then return 0; fi
  done
  return 1
}

# Runs that hold no result: those whose removal was cut short, and starts that never came to a script.
sweep_halves() {
  for half in "$root"/.discarded-*; do
    case ${half##*/.discarded-} in "*" | *[!A-Za-z0-9_-]*) continue ;; esac
    rm -rf "$root/${half##*/.discarded-}" "$half"
  done
  for spool in "$root"/*; do
    case ${spool##*/} in "*" | *[!A-Za-z0-9_-]*) continue ;; esac
    [ ! -L "$spool" ] && cd "$spool" && [ ! -e exit ] && [ ! -s process ] && [ ! -s stdout ] && [ ! -s stderr ] || continue
    # Whoever starts a script makes this file first.
    word=
    if [ -e go ]; then read -r word <go; elif [ -f limit ]; then word=never; fi
    [ "$word" = never ] && [ "$(find . -prune -mtime +0)" ] && is_old . && cd "$root" && rm -rf "$spool"
  done
  cd "$base" || return
}

# Once a day, since looking through everything takes a few processes. A result that nobody has fetched is not removed: that
# is left to people.
sweep_daily() {
  cd "$base" || return
  [ -f swept ] && [ -z "$(find swept -prune -mtime +0)" ] && return
  echo >swept
  days=$1
  sweep_halves
  sweep_payloads
  # Another one is quickly put there again.
  days=1
  sweep_runners
  sweep_doors
}
