import { commandFunction, markedFunction } from "./marked-processes.ts";
import { oneLine } from "./shell-text.ts";
import { aliveFunction, preamble } from "./spool-programs.ts";

/** How many processes are called by their whole command line; of more, only the names are taken. */
const namedInFull = 12;

/**
 * Ends a run and everything it started, and keeps account of it. Arguments: tenths of a second between TERM and KILL,
 * and the limit that marks the run's processes, bytes. Answers `ended` when the script had ended by itself before,
 * `absent` when there is nothing to stop; else `stopped`, among lines of account (times in hundredths of a second by
 * the place's own steady clock; see parseStop):
 * `asked AT`, `control PATH`, `restarted`, `member PID IDENTITY COMMAND` once for each process, `TERM AT PID …`,
 * `KILL AT PID …`, `killed AT` (the control group as a whole), `gone AT PID …`, `clear AT` when the last look found
 * nothing, `survivor PID COMMAND` for each process that outlived KILL, and `now AT`.
 *
 * A process belongs to the run when it is in the wrapper's group or session, in the run's control group, carries the
 * run's limit or the execution's id in its environment, descends from one that belongs, or once did. It is signalled
 * only while it is the one that was found: the moment it started is compared each time.
 *
 * The account is kept in the spool too. A second stop, after whoever asked for the first is gone, carries on from it;
 * the first goes on meanwhile, for it heeds no signal and needs no listener.
 */
export const stopProgram = oneLine(`
${preamble}
trap "" HUP INT TERM PIPE
${aliveFunction}
limit=$5
${markedFunction}
${commandFunction}
now() {
  if [ -r /proc/uptime ]; then
    read -r at rest </proc/uptime
    at=\${at%.*}\${at#*.}
  else
    at=$(date +%s)00
  fi
}
spooled=
cd "$spool" && spooled=1
if [ -f exit ] && [ -f process ]; then
  [ -f stopping ] || {
    say ended
    exit 0
  }
fi
keep() {
  [ "$spooled" ] && printf %s "$*$newline" >>stopping && return
  say "$*"
}
pid=- leader=- start=- began=$boot first=- second=-
if [ "$spooled" ]; then
  turns=0
  until [ -s process ] || [ $turns -gt 20 ]; do
    turns=$((turns + 1))
    sleep 0.1 || sleep 1
  done
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
      TERM) termed="$termed $two $others" since=\${since:-$one} ;;
      KILL) killed="$killed $two $others" ;;
      member) known="$known $one:$two" ;;
    esac
  done <stopping
fi
now
keep asked "$at"
# A group has the number of its first process; when that number now names another process, the group is gone.
grouped=
if [ "$leader" -gt 1 ]; then
  grouped=1
  if [ "$leader" = "$pid" ] && identify "$pid"; then
    [ "$identity" = "$start" ] || grouped=
  fi
fi
consider() {
  case $state in [ZX]*) return ;; esac
  table="$table $1:$parent"
  [ "$grouped" ] || return
  if [ "$group" = "$leader" ] || [ "$session" = "$leader" ]; then add "$1"; fi
}
marker=CRONIUM_EXECUTION_ID=$id
collect() {
  found=
  table=
  if [ -r /proc/self/stat ]; then
    for path in /proc/[0-9]*; do
      identify "\${path#/proc/}" && consider "\${path#/proc/}"
    done
    if echo x | grep -qzF x; then
      for path in $(grep -lzxF "$marker" /proc/[0-9]*/environ); do
        path=\${path%/environ}
        ended "\${path#/proc/}" || add "\${path#/proc/}"
      done
    else
      # A small grep sees only the first variable. The shell leaves out the NUL between two, and no name begins with a digit.
      for path in /proc/[0-9]*; do
        [ -r "$path/environ" ] || continue
        while read -r line || [ "$line" ]; do
          case $line in
            *"$marker"[0-9]*) ;;
            *"$marker"*) ended "\${path#/proc/}" || add "\${path#/proc/}" ;;
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
    ended "\${pair%%:*}" && continue
    [ "$identity" = "\${pair#*:}" ] && add "\${pair%%:*}"
  done
  grown=1
  while [ "$grown" ]; do
    before=$found
    for pair in $table; do
      case " $found " in *" \${pair#*:} "*) add "\${pair%%:*}" ;; esac
    done
    [ "$before" = "$found" ] && grown=
  done
  now
  left= gone=
  for pair in $known; do
    case " $found " in
      *" \${pair%%:*} "*) left="$left $pair" ;;
      *) case $own in *" \${pair%%:*} "*) ;; *) gone="$gone \${pair%%:*}" ;; esac ;;
    esac
  done
  known=$left
  [ "$gone" ] && keep gone "$at$gone"
  for member in $found; do
    identify "$member" || continue
    case " $known " in *" $member:$identity "*) continue ;; esac
    known="$known $member:$identity"
    case $own in *" $member "*) continue ;; esac
    moment=$identity
    words= name=\${stat#*(}
    name=\${name%)*}
    if [ $names -lt ${String(namedInFull)} ] || [ "$parent" = "$pid" ]; then command_of "$member"; fi
    # The wrapper itself sleeps while it waits for the last words.
    case "$parent $name $words" in
      "$pid sleep " | "$pid sleep sleep 0.05 " | "$pid sleep sleep 1 ") own="$own$member "; continue ;;
    esac
    names=$((names + 1))
    words=\${words:-$name}
    keep member "$member $moment $words"
  done
}
# Whether a pair of process id and identity still names the same living process; sets member.
same() {
  member=\${1%%:*}
  ended "$member" && return 1
  [ "$identity" = "\${1#*:}" ]
}
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
[ "$sent" ] && keep TERM "$at$sent"
[ "$since" ] || since=$at
while [ "$found" ] && [ $((at - since)) -lt $(($4 * 10)) ]; do
  sleep 0.1 || sleep 1
  collect
done
# The wrapper and the spoolers end by themselves once the script is gone; killed with it, they would lose its last words.
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
  [ "$targets" ] && [ "$control" ] && echo 1 >"$control/cgroup.kill" && keep killed "$at"
  [ "$targets" ] && kill -KILL $targets
  if [ "$sent" ]; then
    keep KILL "$at$sent"
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
`);
