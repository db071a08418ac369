import { oneLine } from "./shell-text.ts";

/**
 * Shell functions that tell processes apart. `identify PID` fails when there is no such process, else sets `state`,
 * `parent`, `group`, `session` and `identity`, the moment the process started (clock ticks since boot from
 * /proc/PID/stat, or what ps says). Process id, identity and boot together name one process for good.
 */
export const identifyFunctions = `
boot=-
[ -r /proc/sys/kernel/random/boot_id ] && read -r boot </proc/sys/kernel/random/boot_id
identify() {
  if [ -r /proc/self/stat ]; then
    stat=
    [ -r "/proc/$1/stat" ] && while read -r piece; do stat="$stat $piece"; done <"/proc/$1/stat"
    [ "$stat" ] || return 1
    # The name in parentheses may hold anything, line breaks too; what follows it are plain fields.
    set -- \${stat##*) }
    state=$1 parent=$2 group=$3 session=$4 identity=\${20}
    # One whose first thread has ended looks dead, and lives on in its other threads.
    case $state in Z) [ "\${18}" -gt 1 ] && state=S ;; esac
  else
    set -- $(ps -o stat= -o ppid= -o pgid= -o lstart= -p "$1")
    [ $# -gt 3 ] || return 1
    state=$1 parent=$2 group=$3 session=-
    shift 3
    identity=$(echo "$*" | tr " " _)
  fi
}
# Whether a process has ended; one that nobody has waited for has ended too.
ended() {
  identify "$1" || return 0
  case $state in [ZX]*) return 0 ;; esac
  return 1
}`;

/**
 * Reads so many lines of shell text from stdin into `environment`. The shell itself takes it off the stream byte by
 * byte, so that not one of what follows is lost. Its default IFS holds the one line break this text may not contain.
 */
export const readEnvironmentFunction = `
newline=\${IFS#??}
environment=
read_environment() {
  lines=$1
  while [ $lines -gt 0 ]; do
    IFS= read -r line || return 1
    environment=$environment$line$newline
    lines=$((lines - 1))
  done
}`;

/**
 * Stays with the script until it has ended. Started in the spool directory, in a session of its own. Arguments: the
 * interpreter, the spool's path, how many lines of environment come on stdin, the group of the process that starts it,
 * the directory of the run's control group (empty: none), and the limit that marks its processes, kibibytes.
 *
 * It alone holds the writing end of the pipe `alive`, as 8: a reader of that pipe sees its end even where nobody clears
 * dead processes away.
 *
 * The script writes into pipes, not files: a script that opens /dev/stderr would cut a file to nothing. Two `cat`
 * spool the pipes; they ignore TERM, so that what the script says while it is stopped is kept, and like the wrapper
 * whatever else a script may send to its whole process group.
 */
export const wrapperProgram = oneLine(`
trap : HUP INT QUIT USR1 USR2 PIPE ALRM TERM
interpreter=$1 spool=$2 count=$3 outer=$4 control=$5 limit=$6
${identifyFunctions}
${readEnvironmentFunction}
# An environment that was cut off must never reach a script.
read_environment $count || exit 1
identify $$ || exit 1
leader=$group start=$identity
[ "$leader" = "$outer" ] && leader=-
# Ignored before they begin: the script may send a signal before they could see to it themselves.
trap "" HUP INT QUIT USR1 USR2 PIPE ALRM TERM
( exec cat ) <out >stdout 8<&- &
first=$!
( exec cat ) <err >stderr 8<&- &
second=$!
trap : HUP INT QUIT USR1 USR2 PIPE ALRM TERM
echo "$$ $leader $start $boot $first $second" >process
(
  # The script alone goes into the control group: what keeps its last words must outlive it.
  {
    [ "$control" ] && { echo 0 >"$control/cgroup.procs" || rm -f control; }
    [ -r /proc/self/limits ] && ulimit -m "$limit"
  } 2>/dev/null
  set -- "$interpreter"
  cd "$HOME" || cd /
  eval "$environment"
  exec "$@"
) >out 2>err </dev/null 8<&-
code=$?
# Everything the script wrote itself is in the pipes now. They end at once unless a process it left behind holds them;
# then two seconds are enough, provided that the readers have gone to sleep over empty pipes.
turns=0
until ended $first && ended $second; do
  turns=$((turns + 1))
  if [ $turns -gt 20 ]; then sleep 0.05 || sleep 1; fi
  if [ $turns -gt 60 ]; then
    identify $first
    a=$state
    identify $second
    case $a$state in SS | SZ | ZS) break ;; esac
  fi
  [ $turns -gt 300 ] && break
done
a=0 b=0
if ended $first; then
  wait $first
  a=$?
fi
if ended $second; then
  wait $second
  b=$?
fi
# The file has its size since before the script began, so that a full disk cannot keep the exit code from being written.
echo "$code $a $b" 1<>exit.new
mv exit.new exit
exec rm -f script* block out err alive 8<&-
`);
