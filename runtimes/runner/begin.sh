#!/bin/sh
# Cronium's runner: starts scripts here, out of reach of whoever asked for them, keeps what they write, and answers
# whoever comes back. Needs a POSIX shell, tar with gzip, and one of sha256sum, shasum, openssl, busybox.
#
# What it keeps is below one directory of the user's own: runner/VERSION/cronium-runner (this file), payloads/ by their
# SHA-256, runs/ID for each run. Its parts are put together in the order of electron/executors/spool/runner-text.ts.

umask 077
layout=1
newline='
'

# Diagnostics of the shell and its tools would get among the output: 3, 4 and 5 are the caller's own stdin, stdout and
# stderr. The keeper of a script hands none of them on.
if [ "$1" != keep ]; then
  exec 3<&0 4>&1 5>&2 2>/dev/null
  # Complaints are read by a program: they are to come in one language. The script gets back what was set.
  language=${LC_ALL-} spoken=${LC_ALL+set}
  LC_ALL=C
  export LC_ALL
fi

# A program's command reads this file itself, as "cronium", and has set its path: that saves a process.
case $0 in
  cronium) ;;
  /*) runner=$0 ;;
  *) runner=$PWD/$0 ;;
esac
here=${runner%/*}
case $here in
  */runner/*) base=${here%/*/*} ;;
  *) base=$HOME/.cronium ;;
esac
root=$base/runs

# A program that asks finds the answers by the mark: a login shell may print anything before them. A person sees the
# words alone.
marked= control=
say() {
  if [ "$marked" ]; then printf '%s\n' "$mark $*" >&4; else printf '%s\n' "$*" >&4; fi
}

# Says why in words on stderr and ends. The codes 64 to 78 are those of sysexits(3).
give_up() {
  code=$1
  shift
  printf '%s\n' "cronium-runner: $*" >&5
  exit "$code"
}

# Takes the id of a run: sets id, mark and spool.
choose_run() {
  case $1 in
    "" | -* | *[!A-Za-z0-9_-]*) give_up 64 "\"$1\" is no id of a run" ;;
  esac
  id=$1
  mark=cronium-spool-$id
  spool=$root/$id
}

usage="usage: sh cronium-runner VERB ...
  run PAYLOAD.tar.gz [--input FILE]  run an archive here and end with its exit code
  status ID                          say how a run stands
  tail ID [--from OUT[,ERR]]         print what a run has written, from these bytes on, until it ends
  kill ID [SECONDS]                  end a run: TERM, and KILL after so many seconds (5)
  sweep [DAYS]                       remove what nobody has needed for so many days (30)
  version                            say which runner this is"

misuse() {
  printf '%s\n' "$usage" >&5
  exit 64
}

# `--marked ID` goes before what the program asks: its answers carry the mark of that run.
if [ "$1" = --marked ]; then
  marked=1 mark=cronium-spool-$2
  shift 2
fi
verb=$1

# Does what is asked. Called as soon as the verb's own part has been read: what most commands never need comes last, and
# a shell reads no further than it must.
perform() {
  [ $# -gt 0 ] || misuse
  shift
  [ $# -gt 0 ] || case $verb in version | sweep | due) ;; *) misuse ;; esac
  "verb_$verb" "$@"
}
