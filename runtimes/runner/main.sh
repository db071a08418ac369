# `version` says which this is: the layout of what it keeps, and the SHA-256 of its text.
verb_version() {
  sum_of "$runner" || sum=unknown
  say "cronium-runner $layout $sum"
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
case $verb in
  run | version | status | tail | kill | sweep | start | follow | stop | discard | read | write | store | keep | due)
    shift
    # A part that is not in this text has no verb.
    command -v "verb_$verb" >/dev/null || misuse
    [ $# -gt 0 ] || case $verb in version | sweep | due) ;; *) misuse ;; esac
    "verb_$verb" "$@"
    ;;
  help | --help | -h) printf '%s\n' "$usage" >&4 ;;
  *) misuse ;;
esac
