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

# `close_doors KEY` removes the sockets by which the script of one run reached the program; servers leave them behind.
close_doors() {
  for door in "$base/doors/$1".*; do [ -S "$door" ] && rm -f "$door"; done
}

# Removes those of runs that are no more. One that nobody names yet may be of a run that is about to begin.
sweep_doors() {
  for door in doors/*.*; do
    [ -S "$door" ] && [ "$(find "$door" -prune -mtime +0)" ] || continue
    grep -qsF "/$door" "$root"/*/runtime/out/address || rm -f "$door"
  done
}
