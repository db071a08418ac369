# `run PAYLOAD [--input FILE]`, for a person: runs an archive in the foreground and ends with the script's own exit
# code; 125 where that cannot be told. PAYLOAD.sha256 must lie beside it.
verb_run() {
  archive=$1
  case $#,$2 in
    1,) input= ;;
    3,--input) input=$3 ;;
    *) misuse ;;
  esac
  [ -f "$archive" ] || give_up 66 "there is no file $archive"
  [ -z "$input" ] || [ -f "$input" ] || give_up 66 "there is no file $input"
  sum=
  [ -f "$archive.sha256" ] && read -r sum rest <"$archive.sha256"
  [ "$sum" ] || give_up 66 "there is no $archive.sha256 to verify it with"
  check_sum "$archive" "$sum" || give_up 65 "$archive is damaged: $message"
  case $archive in /*) ;; *) archive=$PWD/$archive ;; esac
  case $input in "" | /*) ;; *) input=$PWD/$input ;; esac
  choose_run "hand-$(date +%Y%m%d-%H%M%S)-$$"
  # A mark that no other run on this computer has; the program's own are of the same size.
  control= limit=$((1125899906842624 + $(date +%s) % 65536 * 16777216 + $$ % 16777216))
  make_spool "payload runtime runtime/in runtime/out runtime/out/bodies"
  unpack "$archive" payload || withdraw payload "$archive could not be unpacked: $(cat trouble)"
  { furnish && lay_input; } 2>trouble || withdraw session "$(cat trouble)"
  read_manifest payload/manifest.yaml
  count=0 rest=$environment
  while [ "$rest" ]; do
    rest=${rest#*"$newline"}
    count=$((count + 1))
  done
  trap 'interrupted INT 130' INT
  trap 'interrupted HUP 129' HUP
  trap 'interrupted TERM 143' TERM
  launch
  follow 0 0
  code=125
  [ -f exit ] && read -r code rest <exit
  trap - INT HUP TERM
  cd "$root" || cd /
  rm -rf "$spool"
  exit "$code"
}

# The runtime API as files: the libraries of a script that nobody listens to work on these, and find its input there.
lay_input() {
  : >runtime/out/calls.jsonl &&
    echo '{"executionId":null}' >runtime/in/context.json &&
    echo '{"complete":true,"variables":{},"withheld":{}}' >runtime/in/variables.json &&
    { [ -z "$input" ] || cat "$input" >runtime/in/input.json; }
}

interrupted() {
  trap "" INT HUP TERM
  sh "$runner" kill "$id" >/dev/null 4>&- 5>&-
  rm -rf "$spool"
  exit "$2"
}

# Takes interpreter and entrypoint from a manifest, and makes `environment` of it. What an archive of ours holds in
# lib/start.sh says all else; of another one, plain and quoted values of one line are understood.
read_manifest() {
  version= interpreter= entrypoint= section= environment= laid=
  while IFS= read -r line || [ "$line" ]; do
    case $line in
      "#"*) ;;
      "version: "*) version=$(plain_value "${line#*: }") ;;
      "interpreter: "*) interpreter=$(plain_value "${line#*: }" | tr "[:upper:]" "[:lower:]") ;;
      "entrypoint: "*) entrypoint=$(plain_value "${line#*: }") ;;
      "environment:") section=environment ;;
      [!\ ]*) section= ;;
      "  "[A-Za-z_]*": "*)
        name=${line#  }
        name=${name%%: *}
        case $section,$name in
          environment,*[!A-Za-z0-9_]*) ;;
          environment,*) laid=$laid"command export $name=$(quoted "$(plain_value "${line#*: }")")$newline" ;;
        esac
        ;;
    esac
  done <"$1" || withdraw payload "it holds no manifest.yaml"
  [ "$version" = v1 ] || withdraw payload "its manifest is of version \"$version\", and this knows v1"
  case $interpreter in
    bash | node) ;;
    python) interpreter=python3 ;;
    nodejs) interpreter=node ;;
    *) withdraw payload "it wants the interpreter \"$interpreter\"; bash, python and node are known" ;;
  esac
  case $entrypoint in
    "" | /* | *..*) withdraw payload "its entrypoint \"$entrypoint\" is no file of it" ;;
  esac
  [ -f "payload/$entrypoint" ] || withdraw payload "its entrypoint \"$entrypoint\" is not in it"
  environment="root=\$spool/payload${newline}command export CRONIUM_RUNTIME_DIRECTORY=\"\$spool/runtime\"$newline"
  if [ -f payload/lib/start.sh ]; then
    environment=$environment". \"\$root/lib/start.sh\"$newline"
  else
    environment=$environment"set -- \"\$1\" \"\$root/$(printf %s "$entrypoint" | sed 's/[\\"$`]/\\&/g')\"$newline$laid"
  fi
}

# A YAML scalar of one line.
plain_value() {
  case $1 in
    \"*\") printf %s "$1" | sed 's/^"//; s/"$//; s/\\\(["\\]\)/\1/g' ;;
    \'*\') printf %s "$1" | sed "s/^'//; s/'\$//; s/''/'/g" ;;
    *) printf %s "$1" ;;
  esac
}
quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; }
