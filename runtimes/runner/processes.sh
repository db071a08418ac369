# Telling processes apart. `identify PID` fails when there is no such process, else sets `state`, `parent`, `group`,
# `session` and `identity`, the moment the process started (clock ticks since boot from /proc/PID/stat, or what ps
# says). Process id, identity and boot together name one process for good.

boot=-
[ -r /proc/sys/kernel/random/boot_id ] && read -r boot </proc/sys/kernel/random/boot_id

identify() {
  if [ -r /proc/self/stat ]; then
    stat=
    [ -r "/proc/$1/stat" ] && while read -r piece; do stat="$stat $piece"; done <"/proc/$1/stat"
    [ "$stat" ] || return 1
    # The name in parentheses may hold anything, line breaks too; what follows it are plain fields.
    set -- ${stat##*) }
    state=$1 parent=$2 group=$3 session=$4 identity=${20}
    # One whose first thread has ended looks dead, and lives on in its other threads.
    case $state in Z) [ "${18}" -gt 1 ] && state=S ;; esac
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
}

# Reads the `process` file and decides whether the keeper it names is alive. Another boot, or another process under the
# same number, means it is not.
alive() {
  [ -s process ] && read -r pid leader start began first second <process || return 1
  [ "$began" = "$boot" ] || return 1
  ended "$pid" && return 1
  [ "$identity" = "$start" ]
}

# Waits up to two seconds for the keeper to name itself, unless there never will be one.
await_keeper() {
  word=
  [ -f go ] && read -r word <go
  [ "$word" = never ] && return
  turns=0
  until [ -s process ] || [ -f exit ] || [ $turns -gt 20 ]; do
    turns=$((turns + 1))
    sleep 0.1 || sleep 1
  done
}

# `add_marked` adds to `found` the processes that carry the run's limit or are in its control group. Needs `limit`,
# bytes, as /proc/PID/limits shows it; and `control`, a directory or empty.
add() { case " $found " in *" $1 "*) ;; *) found="$found $1" ;; esac; }
add_marked() {
  [ "$limit" ] && [ -r /proc/self/limits ] && for path in $(grep -lF "$limit" /proc/[0-9]*/limits); do
    path=${path%/limits}
    ended "${path#/proc/}" || add "${path#/proc/}"
  done
  [ "$control" ] && [ -r "$control/cgroup.procs" ] && while read -r member; do
    ended "$member" || add "$member"
  done <"$control/cgroup.procs"
}

# `command_of PID` sets `words` to a process's command line, 4 KiB of it, or its name where it shows none.
command_of() {
  words=
  if [ -r /proc/self/stat ]; then
    words=$(head -c 4096 <"/proc/$1/cmdline" | tr "[:cntrl:]" " ")
    if [ -z "$words" ] && identify "$1"; then
      words=${stat#*(}
      words=${words%)*}
    fi
  else
    words=$(ps -o args= -p "$1")
  fi
}

# Takes the limit that marks a run's processes, bytes: the given one, else the one kept in the spool, kibibytes.
choose_limit() {
  limit=$1
  [ "$limit" ] && return
  [ -f "$spool/limit" ] && read -r kibibytes <"$spool/limit" && limit=$((kibibytes * 1024))
}
