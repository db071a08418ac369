# Reads so many lines of shell text from stdin into `environment`. The shell itself takes it off the stream byte by byte,
# so that not one of what follows is lost.
environment=
read_environment() {
  lines=$1
  while [ "$lines" -gt 0 ]; do
    IFS= read -r line || return 1
    environment=$environment$line$newline
    lines=$((lines - 1))
  done
}

# `keep INTERPRETER SPOOL LINES OUTER CONTROL LIMIT` stays with the script until it has ended. Started in the spool, in a
# session of its own, with so many lines of environment on stdin; OUTER is the group of whoever starts it.
#
# It alone holds the writing end of the pipe `alive`, as 8: a reader of that pipe sees its end even where nobody clears
# dead processes away.
#
# The script writes into pipes, not files: a script that opens /dev/stderr would cut a file to nothing. Two `cat` spool
# the pipes; they ignore TERM, so that what the script says while it is stopped is kept, and like the keeper whatever
# else a script may send to its whole process group.
verb_keep() {
  trap : HUP INT QUIT USR1 USR2 PIPE ALRM TERM
  interpreter=$1 spool=$2 count=$3 outer=$4 control=$5 limit=$6
  # An environment that was cut off must never reach a script.
  read_environment "$count" || exit 1
  identify $$ || exit 1
  leader=$group start=$identity
  [ "$leader" = "$outer" ] && leader=-
  # Ignored before they begin: the script may send a signal before they could see to it themselves.
  trap "" HUP INT QUIT USR1 USR2 PIPE ALRM TERM
  (exec cat) <out >stdout 8<&- &
  first=$!
  (exec cat) <err >stderr 8<&- &
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
  until ended "$first" && ended "$second"; do
    turns=$((turns + 1))
    if [ $turns -gt 20 ]; then sleep 0.05 || sleep 1; fi
    if [ $turns -gt 60 ]; then
      identify "$first"
      a=$state
      identify "$second"
      case $a$state in SS | SZ | ZS) break ;; esac
    fi
    [ $turns -gt 300 ] && break
  done
  a=0 b=0
  if ended "$first"; then
    wait "$first"
    a=$?
  fi
  if ended "$second"; then
    wait "$second"
    b=$?
  fi
  # The file has its size since before the script began, so that a full disk cannot keep the exit code from being
  # written.
  echo "$code $a $b" 1<>exit.new
  mv exit.new exit
  # What the script was given may be secret; what it leaves in runtime/out is fetched later.
  exec rm -rf script* payload runtime/in block out err alive 8<&-
}

[ "$verb" = keep ] && perform "$@"
