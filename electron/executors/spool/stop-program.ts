import { oneLine } from "./shell-text.ts";
import { aliveFunction, preamble } from "./spool-programs.ts";

/**
 * Ends a run and everything it started. Argument: tenths of a second between TERM and KILL. Answers `ended` when the
 * script had ended by itself before, `absent` when there is nothing to stop, else `stopped` and one line
 * `survivor PID COMMAND` for each process that outlived KILL.
 *
 * A process belongs to the run when it is in the wrapper's group or session, carries the execution's id in its
 * environment (which finds those that left the session), descends from one that belongs, or once did.
 */
export const stopProgram = oneLine(`
${preamble}
${aliveFunction}
cd "$spool" || {
  say absent
  exit 0
}
if [ -f exit ] && [ -f process ]; then
  [ -f stopping ] || {
    say ended
    exit 0
  }
fi
: >stopping
turns=0
until [ -s process ] || [ $turns -gt 20 ]; do
  turns=$((turns + 1))
  sleep 0.1 || sleep 1
done
pid=- leader=- start=- began=$boot first=- second=-
alive
if [ "$began" = "$boot" ]; then :; else
  say stopped
  exit 0
fi
# A group has the number of its first process; when that number now names another process, the group is gone.
grouped=
if [ "$leader" -gt 1 ]; then
  grouped=1
  if [ "$leader" = "$pid" ] && identify "$pid"; then
    [ "$identity" = "$start" ] || grouped=
  fi
fi
add() { case " $found " in *" $1 "*) ;; *) found="$found $1" ;; esac; }
consider() {
  case $state in [ZX]*) return ;; esac
  table="$table $1:$parent"
  [ "$grouped" ] || return
  if [ "$group" = "$leader" ] || [ "$session" = "$leader" ]; then add "$1"; fi
}
known=
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
  for member in $found; do
    identify "$member" && case " $known " in *" $member:$identity "*) ;; *) known="$known $member:$identity" ;; esac
  done
}
collect
# Once to each: a script that says goodbye on TERM should not have to say it twice.
[ "$grouped" ] && kill -TERM "-$leader"
for member in $found; do
  identify "$member" || continue
  if [ "$grouped" ] && [ "$group" = "$leader" ]; then :; else kill -TERM "$member"; fi
  kill -CONT "$member"
done
turns=0
while [ "$found" ] && [ $turns -lt "$4" ]; do
  turns=$((turns + 1))
  sleep 0.1 || sleep 1
  collect
done
# The wrapper and the spoolers end by themselves once the script is gone; killed with it, they would lose its last words.
turns=0
while [ "$found" ] && [ $turns -lt 60 ]; do
  for member in $found; do
    case $member in "$pid" | "$first" | "$second") [ $turns -lt 20 ] && continue ;; esac
    kill -KILL $member
  done
  turns=$((turns + 1))
  sleep 0.05 || sleep 1
  collect
done
say stopped
for member in $found; do
  words=$(tr "[:cntrl:]" " " <"/proc/$member/cmdline" | head -c 200)
  [ "$words" ] || words=$(ps -o args= -p "$member")
  say survivor "$member $words"
done
`);
