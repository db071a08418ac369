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

# Removes those of runs that are no more. One that nobody names yet may be of a run that is about to begin. Where not all
# runs can be looked at, none is removed.
sweep_doors() {
  named=
  for door in doors/*.*; do
    [ -S "$door" ] && [ "$(find "$door" -prune -mtime +0)" ] || continue
    [ "$named" ] || named=$(named_doors) || return 0
    case $named in *"/$door:"*) ;; *) rm -f "$door" ;; esac
  done
}

# The sockets that runs name, each with a colon behind it. Read one by one: the names of all files can be too long for one
# command.
named_doors() {
  ls "$root" >/dev/null 2>&1 || return
  for spool in "$root"/*; do
    for folder in "$spool" "$spool/runtime" "$spool/runtime/out"; do
      if [ -d "$folder" ] && [ ! -x "$folder" ]; then return 1; fi
    done
    [ -f "$folder/address" ] || continue
    former= present= door=
    { read -r former present door <"$folder/address"; } 2>/dev/null || [ "$former" ] || return
    printf '%s:\n' "$door"
  done
  echo all
}
