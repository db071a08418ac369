# `stop ID TENTHS LIMIT` ends a run and everything it started, and keeps account of it: tenths of a second between TERM
# and KILL, and the limit that marks the run's processes, bytes. Answers `ended` when the script had ended by itself
# before, `absent` when there is nothing to stop; else `stopped`, among lines of account (times in hundredths of a second
# by the place's own steady clock):
# `asked AT`, `control PATH`, `restarted`, `member PID IDENTITY COMMAND` once for each process, `TERM AT PID ...`,
# `KILL AT PID ...`, `killed AT` (the control group as a whole), `gone AT PID ...`, `clear AT` when the last look found
# nothing, `survivor PID COMMAND` for each process that outlived KILL, and `now AT`.
#
# A process belongs to the run when it is in the keeper's group or session, in the run's control group, carries the
# run's limit or the execution's id in its environment, descends from one that belongs, or once did. It is signalled
# only while it is the one that was found: the moment it started is compared each time.
#
# The account is kept in the spool too. A second stop, after whoever asked for the first is gone, carries on from it;
# the first goes on meanwhile, for it heeds no signal and needs no listener.

now() {
  if [ -r /proc/uptime ]; then
    read -r at rest </proc/uptime
    at=${at%.*}${at#*.}
  else
    at=$(date +%s)00
  fi
}

account() {
  [ "$spooled" ] && printf %s "$*$newline" >>stopping && return
  say "$*"
}

consider() {
  case $state in [ZX]*) return ;; esac
  table="$table $1:$parent"
  [ "$grouped" ] || return
  if [ "$group" = "$leader" ] || [ "$session" = "$leader" ]; then add "$1"; fi
}

collect() {
  found=
  table=
  if [ -r /proc/self/stat ]; then
    for path in /proc/[0-9]*; do
      identify "${path#/proc/}" && consider "${path#/proc/}"
    done
    if echo x | grep -qzF x; then
      for path in $(grep -lzxF "$variable" /proc/[0-9]*/environ); do
        path=${path%/environ}
        ended "${path#/proc/}" || add "${path#/proc/}"
      done
    else
      # A small grep sees only the first variable. The shell leaves out the NUL between two, and no name begins with a digit.
      for path in /proc/[0-9]*; do
        [ -r "$path/environ" ] || continue
        while read -r line || [ "$line" ]; do
          case $line in
            *"$variable"[0-9]*) ;;
            *"$variable"*) ended "${path#/proc/}" || add "${path#/proc/}" ;;
          esac
        done <"$path/environ"
      done
    fi
    add_marked
  else
    session=-
    set -- $(ps -A -o pid= -o ppid= -o pgid= -o stat=)
    while [ $# -gt 3 ]; do
      parent=$2 group=$3 state=$4
      consider "$1"
      shift 4
    done
  fi
  for pair in $known; do
    ended "${pair%%:*}" && continue
    [ "$identity" = "${pair#*:}" ] && add "${pair%%:*}"
  done
  grown=1
  while [ "$grown" ]; do
    before=$found
    for pair in $table; do
      case " $found " in *" ${pair#*:} "*) add "${pair%%:*}" ;; esac
    done
    [ "$before" = "$found" ] && grown=
  done
  now
  left= gone=
  for pair in $known; do
    case " $found " in
      *" ${pair%%:*} "*) left="$left $pair" ;;
      *) case $own in *" ${pair%%:*} "*) ;; *) gone="$gone ${pair%%:*}" ;; esac ;;
    esac
  done
  known=$left
  [ "$gone" ] && account gone "$at$gone"
  for member in $found; do
    identify "$member" || continue
    case " $known " in *" $member:$identity "*) continue ;; esac
    known="$known $member:$identity"
    case $own in *" $member "*) continue ;; esac
    moment=$identity
    words= name=${stat#*(}
    name=${name%)*}
    if [ $names -lt 12 ] || [ "$parent" = "$pid" ]; then command_of "$member"; fi
    # The keeper itself sleeps while it waits for the last words.
    case "$parent $name $words" in
      "$pid sleep " | "$pid sleep sleep 0.05 " | "$pid sleep sleep 1 ") own="$own$member "; continue ;;
    esac
    names=$((names + 1))
    words=${words:-$name}
    account member "$member $moment $words"
  done
}

# Whether a pair of process id and identity still names the same living process; sets member.
same() {
  member=${1%%:*}
  ended "$member" && return 1
  [ "$identity" = "${1#*:}" ]
}

# The keeper and the spoolers end by themselves once the script is gone; killed with it, they would lose its last words.
aim() {
  targets= sent=
  for pair in $known; do
    same "$pair" || continue
    case $own in
      *" $member "*) [ $turns -lt 20 ] && continue ;;
      *) case " $killed " in *" $member "*) ;; *) sent="$sent $member" ;; esac ;;
    esac
    targets="$targets $member"
  done
}

verb_stop() {
  choose_run "$1"
  trap "" HUP INT TERM PIPE
  grace=$2
  choose_limit "$3"
  spooled= variable=CRONIUM_EXECUTION_ID=$id
  if cd "$spool"; then spooled=1; else cd /; fi
  if [ -f exit ] && [ -f process ]; then
    [ -f stopping ] || {
      say ended
      exit 0
    }
  fi
  pid=- leader=- start=- began=$boot first=- second=-
  if [ "$spooled" ]; then
    await_keeper
    alive
  fi
  if [ "$began" = "$boot" ]; then :; else
    say restarted
    say stopped
    exit 0
  fi
  own=" $pid $first $second "
  control=
  [ -f control ] && read -r control <control
  [ "$control" ] && say control "$control"
  known= termed= killed= since= names=0
  if [ -s stopping ]; then
    while read -r kind one two others; do
      case $kind in
        TERM) termed="$termed $two $others" since=${since:-$one} ;;
        KILL) killed="$killed $two $others" ;;
        member) known="$known $one:$two" ;;
      esac
    done <stopping
  fi
  now
  account asked "$at"
  # A group has the number of its first process; when that number now names another process, the group is gone.
  grouped=
  if [ "$leader" -gt 1 ]; then
    grouped=1
    if [ "$leader" = "$pid" ] && identify "$pid"; then
      [ "$identity" = "$start" ] || grouped=
    fi
  fi
  collect
  if [ -z "$spooled" ] && [ -z "$found" ]; then
    say absent
    exit 0
  fi
  # Once to each: a script that says goodbye on TERM should not have to say it twice.
  now
  whole= sent= single= all=
  [ -z "$termed" ] && [ "$grouped" ] && same "$pid:$start" && whole=1
  for pair in $known; do
    same "$pair" || continue
    all="$all $member"
    case " $termed$own" in *" $member "*) continue ;; esac
    sent="$sent $member"
    if [ "$whole" ] && [ "$group" = "$leader" ]; then :; else single="$single $member"; fi
  done
  [ "$whole" ] && kill -TERM "-$leader"
  [ "$single" ] && kill -TERM $single
  [ "$all" ] && kill -CONT $all
  [ "$sent" ] && account TERM "$at$sent"
  [ "$since" ] || since=$at
  while [ "$found" ] && [ $((at - since)) -lt $((grace * 10)) ]; do
    sleep 0.1 || sleep 1
    collect
  done
  turns=0
  while [ "$found" ] && [ $turns -lt 60 ]; do
    aim
    # Those that grow again faster than they are found are held still first.
    if [ $turns -gt 1 ]; then
      holds=0
      until [ -z "$targets" ] || [ $holds -gt 5 ]; do
        holds=$((holds + 1))
        before=$targets
        kill -STOP $targets
        collect
        aim
        [ "$before" = "$targets" ] && break
      done
    fi
    now
    [ "$targets" ] && [ "$control" ] && echo 1 >"$control/cgroup.kill" && account killed "$at"
    [ "$targets" ] && kill -KILL $targets
    if [ "$sent" ]; then
      account KILL "$at$sent"
      killed="$killed$sent"
    fi
    turns=$((turns + 1))
    sleep 0.05 || sleep 1
    collect
  done
  populated=0
  [ "$control" ] && [ -r "$control/cgroup.events" ] && while read -r kind one; do
    [ "$kind" = populated ] && populated=$one
  done <"$control/cgroup.events"
  say stopped
  [ "$spooled" ] && [ -s stopping ] && while read -r line; do say "$line"; done <stopping
  for member in $found; do
    command_of "$member"
    say survivor "$member $words"
  done
  if [ -z "$found" ]; then
    now
    if [ "$populated" = 0 ]; then say clear "$at"; else say survivor "- processes in the control group $control"; fi
  fi
  now
  say now "$at"
}

# `kill ID [SECONDS]`, for a person: so long between TERM and KILL, 5 where nothing is said.
verb_kill() {
  case ${2:-5} in *[!0-9]*) misuse ;; esac
  verb_stop "$1" "$((${2:-5} * 10))" ""
}
