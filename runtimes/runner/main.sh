# `version` says which this is: the layout of what it keeps, and the SHA-256 of its text.
verb_version() {
  sum_of "$runner" || sum=unknown
  say "cronium-runner $layout $sum"
}

case $verb in
  run | version | status | tail | kill | sweep | start | follow | stop | discard | read | write | store | keep | due)
    # A part that is not in this text has no verb.
    command -v "verb_$verb" >/dev/null || misuse
    perform "$@"
    ;;
  help | --help | -h) printf '%s\n' "$usage" >&4 ;;
  *) misuse ;;
esac
