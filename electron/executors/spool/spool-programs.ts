import { commandFunction, markedFunction } from "./marked-processes.ts";
import { oneLine } from "./shell-text.ts";
import { identifyFunctions, readEnvironmentFunction } from "./wrapper-program.ts";

/**
 * Every program begins like this. Arguments: the program itself, the execution's id, the directory of all spools
 * (empty: below the user's home). What is meant for the caller follows the mark, so that whatever a login shell prints
 * before it can be told from it.
 */
export const preamble = `
umask 077
exec 3<&0 4>&1 5>&2 2>/dev/null
id=$2
root=$3
[ "$root" ] || root=$HOME/.cronium/runs
spool=$root/$id
mark=cronium"-spool-"$id
newline=\${IFS#??}
# Not echo, which may take what looks like an escape in a command line for one.
say() { printf %s "$mark $*$newline" >&4; }
${identifyFunctions}
`;

/**
 * Reads the \`process\` file and decides whether the wrapper it names is alive. Another boot, or another process under
 * the same number, means it is not.
 */
export const aliveFunction = `
alive() {
  [ -s process ] && read -r pid leader start began first second <process || return 1
  [ "$began" = "$boot" ] || return 1
  ended "$pid" && return 1
  [ "$identity" = "$start" ]
}
`;

/**
 * `follow OUT ERR` sends the spooled bytes from these offsets on, stdout to stdout and stderr to stderr, until the run
 * has ended or the caller's end of stdin closes. GNU tail sees new bytes at once; elsewhere two open files are read
 * on every tenth of a second, more often at first. What a tail had no time for at the end, the caller asks for again.
 * Needs the reading end of `alive` as 9.
 */
const followFunction = `
going() {
  [ -f exit ] && return 1
  alive
}
follow() {
  watcher=
  if going; then
    if tail --pid=$$ -c 0 stdout >/dev/null; then
      tail --pid=$$ -s 1 -c "+$(($1 + 1))" -f stdout >&4 3<&- 4>&- 5>&- 9<&- &
      a=$!
      tail --pid=$$ -s 1 -c "+$(($2 + 1))" -f stderr >&5 3<&- 4>&- 5>&- 9<&- &
      b=$!
      ( read -r line; kill $a $b $$ ) <&3 >/dev/null 3<&- 4>&- 5>&- 9<&- &
      watcher=$!
      read -r line <&9
      kill $watcher $a $b
      return
    fi
    ( read -r line; kill $$ ) <&3 >/dev/null 3<&- 4>&- 5>&- &
    watcher=$!
  fi
  exec 6<stdout 7<stderr
  forward "$1" <&6
  forward "$2" <&7
  turns=0
  while :; do
    last=1
    going && last=
    cat <&6 >&4 || break
    cat <&7 >&5 || break
    [ "$last" ] && break
    turns=$((turns + 1))
    pause=0.1
    [ $turns -lt 10 ] && pause=0.02
    sleep $pause || sleep 1
  done
  [ "$watcher" ] && kill $watcher
}
# Moves stdin, a file, ahead by so many bytes.
forward() {
  [ $(($1 / 65536)) -gt 0 ] && dd bs=65536 skip=$(($1 / 65536)) count=0 >/dev/null
  [ $(($1 % 65536)) -gt 0 ] && dd bs=$(($1 % 65536)) count=1 >/dev/null
}
`;

/**
 * Puts a run in place and starts it, out of reach of this connection. Arguments: how many lines of environment come
 * first on stdin, how many bytes of the block of files then, interpreter, `follow` or `leave`, the wrapper's program, the
 * directory of the run's control group (empty: none), the limit that marks its processes, kibibytes, and the folders the
 * block needs, a blank between them. Answers `started PID GROUP IDENTITY BOOT` or `failed REASON TEXT`, then follows the
 * run.
 *
 * Each process it starts delays the script by about a millisecond: where the shell can do a thing itself, it does.
 */
export const startProgram = oneLine(`
${preamble}
count=$4 block_bytes=$5 interpreter=$6 after=$7 wrapper=$8 control=$9 limit=\${10} folders=\${11}
${readEnvironmentFunction}
fail() {
  [ "$control" ] && rmdir "$control"
  say failed "$@"
  exit 0
}
[ -d "$root" ] || message=$(mkdir -p "$root" 2>&1) || fail session "$message"
set -- "$spool"
for folder in $folders; do
  set -- "$@" "$spool/$folder"
done
mkdir "$@" || fail session "$(mkdir "$@" 2>&1)"
undo() {
  cd "$root"
  rm -rf "$spool"
}
cd "$spool" || fail session "cannot enter $spool"
read_environment $count <&3 || {
  undo
  fail session "the environment was cut off"
}
{
  head -c "$block_bytes" <&3 >block &&
  [ "$(wc -c <block)" -eq "$block_bytes" ] &&
  . ./block &&
  mkfifo out err alive &&
  : >stdout >stderr &&
  echo "................................" >exit.new &&
  echo "{}" >package.json &&
  { [ -z "$control" ] || echo "$control" >control; } &&
  echo "$wrapper" >wrapper
} 2>trouble || {
  message=$(cat trouble)
  undo
  fail session "the script could not be stored: $message"
}
( set -- "$interpreter"; eval "$environment"; command -v "$1" ) >/dev/null || {
  undo
  fail interpreter "$interpreter"
}
# Only one of starting and declaring never started can make this file.
set -C
echo >go || fail session "the start was called off"
set +C
identify $$
outer=$group
exec 8<>alive
if command -v setsid >/dev/null; then
  printf %s "$environment" | CRONIUM_EXECUTION_ID=$id setsid sh wrapper "$interpreter" "$spool" $count "$outer" "$control" "$limit" >/dev/null 3<&- 4>&- 5>&- &
else
  set -m
  printf %s "$environment" | CRONIUM_EXECUTION_ID=$id nohup sh wrapper "$interpreter" "$spool" $count "$outer" "$control" "$limit" >/dev/null 3<&- 4>&- 5>&- &
  set +m
fi
pid=$!
exec 9<alive 8<&-
identify $pid
say started "$pid $pid $identity $boot"
[ $after = follow ] || exit 0
echo "$mark" >&5
# Its own child cannot be mistaken for another process, and need not have named itself yet.
alive() {
  ended $pid && return 1
  return 0
}
${followFunction}
follow 0 0
`);

/** Follows a run. Arguments: offsets in stdout and stderr. Answers `following`, or `absent`. */
export const followProgram = oneLine(`
${preamble}
${aliveFunction}
${followFunction}
cd "$spool" && [ -f stdout ] || {
  say absent
  exit 0
}
say following
echo "$mark" >&5
# Opened for writing too, only for a moment: opening for reading alone would wait for a writer that may be gone.
[ -p alive ] && exec 8<>alive 9<alive 8<&-
follow "$4" "$5"
`);

/**
 * Says how a run stands. Arguments: `fence` to see to it that a run that has not begun never will, and the limit that
 * marks its processes, bytes. Answers one of `exited CODE OUT-BYTES ERR-BYTES OUT-SPOOLED ERR-SPOOLED`, `running PID
 * GROUP IDENTITY BOOT`, `gone OUT-BYTES ERR-BYTES vanished|rebooted`, `starting`, `unstarted`, `absent`. The two SPOOLED
 * are 0 when every byte was kept. After `exited`, one line `left PID COMMAND` for each of up to ten processes that the
 * script left running.
 */
export const statusProgram = oneLine(`
${preamble}
${aliveFunction}
limit=$5
${markedFunction}
${commandFunction}
sizes() { out=$(($(wc -c <stdout))) err=$(($(wc -c <stderr))); }
if [ "$4" = fence ]; then
  mkdir -p "$spool"
  set -C
  cd "$spool" && if echo never >go; then
    say unstarted
    exit 0
  fi
  set +C
fi
cd "$spool" || {
  say absent
  exit 0
}
# Whoever asked before may have ended before it could make use of the answer.
word=
[ -f go ] && read -r word <go
[ "$word" = never ] && {
  say unstarted
  exit 0
}
turns=0
until [ -s process ] || [ $turns -gt 20 ]; do
  turns=$((turns + 1))
  sleep 0.1 || sleep 1
done
[ -s process ] || {
  say starting
  exit 0
}
# Asked in this order: the exit code is written before the wrapper goes.
living=
alive && living=1
if [ -f exit ] && read -r code a b <exit; then
  sizes
  say exited "$code $out $err $a $b"
  found= control=
  [ -f control ] && read -r control <control
  add_marked
  set -- $found
  [ $# -gt 10 ] && set -- "$1" "$2" "$3" "$4" "$5" "$6" "$7" "$8" "$9" "\${10}"
  while [ $# -gt 0 ]; do
    command_of "$1"
    say left "$1 $words"
    shift
  done
elif [ "$living" ]; then
  say running "$pid $leader $start $began"
else
  sizes
  how=vanished
  [ "$began" = "$boot" ] || how=rebooted
  say gone "$out $err $how"
fi
`);

/**
 * Removes a spool, and what the mark of a run that never began left. Answers `discarded`, or `kept`. A control group
 * with processes in it cannot be removed: they are what a script that ended by itself has left running.
 */
export const discardProgram = oneLine(`
${preamble}
control=
[ -f "$spool/control" ] && read -r control <"$spool/control" && rmdir "$control"
rm -rf "$spool"
if [ -e "$spool" ]; then say kept; else say discarded; fi
`);
