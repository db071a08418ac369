/**
 * `add_marked` adds to `found` the processes that carry the run's limit or are in its control group. Needs `limit`,
 * bytes, as /proc/PID/limits shows it; `control`, a directory or empty; and `ended`.
 */
export const markedFunction = `
add() { case " $found " in *" $1 "*) ;; *) found="$found $1" ;; esac; }
add_marked() {
  [ -r /proc/self/limits ] && for path in $(grep -lF "$limit" /proc/[0-9]*/limits); do
    path=\${path%/limits}
    ended "\${path#/proc/}" || add "\${path#/proc/}"
  done
  [ "$control" ] && [ -r "$control/cgroup.procs" ] && while read -r member; do
    ended "$member" || add "$member"
  done <"$control/cgroup.procs"
}
`;

/** `command_of PID` sets `words` to a process's command line, 4 KiB of it, or its name where it shows none. */
export const commandFunction = `
command_of() {
  words=
  if [ -r /proc/self/stat ]; then
    words=$(head -c 4096 <"/proc/$1/cmdline" | tr "[:cntrl:]" " ")
    if [ -z "$words" ] && identify "$1"; then
      words=\${stat#*(}
      words=\${words%)*}
    fi
  else
    words=$(ps -o args= -p "$1")
  fi
}
`;
