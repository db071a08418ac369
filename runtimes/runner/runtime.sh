# `write ID NAME BYTES` puts so many bytes of stdin in the place of a file of runtime/out, which scripts may be reading.
# Answers `written`, or `absent` where the run has no such folder.
verb_write() {
  choose_run "$1"
  case $2 in "" | *[!a-z.]* | .*) give_up 64 "\"$2\" is no name for a file" ;; esac
  case $3 in "" | *[!0-9]*) misuse ;; esac
  folder=$spool/runtime/out
  if [ -L "$spool/runtime" ] || [ -L "$folder" ] || [ ! -d "$folder" ]; then
    say absent
    exit 0
  fi
  new=$folder/.new-$$
  if head -c "$3" <&3 >"$new" && [ "$(wc -c <"$new")" -eq "$3" ] && mv -f "$new" "$folder/$2"; then
    say written
  else
    rm -f "$new"
    give_up 74 "the file could not be written"
  fi
}
