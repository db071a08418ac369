# What wakes a schedule that is left here: the user's own systemd, or a line of the user's crontab. Both are set and
# removed so that nothing else is touched.

# A user's systemd that ends with the user's last session would wake nobody.
probe_timer() {
  if command -v systemctl >/dev/null && systemctl --user show-environment >/dev/null &&
    [ -e "/var/lib/systemd/linger/$(id -un)" ]; then
    say timer systemd
    say now "$(date +%s)"
    return
  fi
  case $runner in
    *[\'%]*)
      say none "the path of the home directory holds a character that no crontab takes"
      return
      ;;
  esac
  if ! command -v crontab >/dev/null; then
    say none "there is no crontab, and no systemd of the user's own that lasts (loginctl enable-linger would see to that)"
  elif ! reads_crontab; then
    say none "the crontab cannot be read: $message"
  elif ! has_cron; then
    say none "there is a crontab, but no cron at work"
  else
    say timer cron
    say now "$(date +%s)"
  fi
}

# Where not even the first process can be seen, nobody can say.
has_cron() {
  [ -r /proc/1/comm ] || return 0
  for path in /proc/[0-9]*/comm; do
    name=
    [ -r "$path" ] && read -r name <"$path"
    case $name in cron | crond | dcron | fcron | bcron* | systemd-cron*) return 0 ;; esac
  done
  # BusyBox has one program for all.
  for path in /proc/[0-9]*/cmdline; do
    case $(tr "\0" " " <"$path") in *"crond "*) return 0 ;; esac
  done
  return 1
}

# Reads the crontab into a file. That there is none is no failure: `had` is empty then. Fails and sets `message`.
reads_crontab() {
  had=1
  if message=$(crontab -l 2>&1 >"${1:-/dev/null}"); then
    [ -z "$1" ] || crontab -l | is_whole "$1" && return
    message=$cut_off
    return 1
  fi
  had=
  case $message in *"no crontab"* | *"No crontab"* | *"can't open"*) return 0 ;; esac
  return 1
}

# Whether a file holds as many bytes as stdin: a full disk cuts a file off, and not every program notices. What is cut off
# must never become the crontab.
is_whole() { [ "$(($(wc -c)))" -eq "$(($(wc -c <"$1")))" ]; }
cut_off="the crontab could not be written down: is the disk full?"

# Whatever shell and PATH the crontab has chosen: to each of them a text in single quotes is one word.
crontab_line() {
  called=$(printf %s "$runner" | sed 's/[\\"$`]/\\&/g')
  printf '%s\n' "* * * * * /bin/sh -c 'exec /bin/sh \"$called\" due $id >/dev/null 2>&1' # cronium $id"
}
# The line of another version of this file is ours as well.
our_line=" # cronium "

# One at a time; whoever was killed holds it up for ten seconds.
lock_crontab() {
  turns=0
  until mkdir "$base/schedules/crontab.lock"; do
    turns=$((turns + 1))
    [ $turns -gt 10 ] && break
    sleep 1
  done
}
unlock_crontab() { rmdir "$base/schedules/crontab.lock"; }

# Fails and sets `message`.
arm_timer() {
  echo "$1" >timer
  case $1 in
    systemd) arm_systemd ;;
    *)
      lock_crontab
      arm_cron
      armed=$?
      unlock_crontab
      return $armed
      ;;
  esac
}

arm_cron() {
  reads_crontab crontab.now || return 1
  # An earlier try may have come so far.
  grep -qxF "$(crontab_line)" crontab.now && return 0
  [ "$had" ] && echo had >crontab
  # A last line without its end would become one with ours.
  [ -s crontab.now ] && [ "$(($(tail -c 1 crontab.now | wc -l)))" -eq 0 ] && echo >>crontab.now
  { cat crontab.now && crontab_line; } >crontab.new
  { cat crontab.now && crontab_line; } | is_whole crontab.new || {
    message=$cut_off
    return 1
  }
  message=$(crontab crontab.new 2>&1) || return 1
  rm -f crontab.now crontab.new
}

# Fails when what wakes us could not be taken away.
disarm_timer() {
  [ -f timer ] || return 0
  read -r wakes_by <timer
  case $wakes_by in
    systemd) disarm_systemd ;;
    *)
      lock_crontab
      disarm_cron
      disarmed=$?
      unlock_crontab
      return $disarmed
      ;;
  esac
}

# Takes out the one line and leaves all others as they are, byte for byte.
disarm_cron() {
  reads_crontab crontab.now || return 1
  grep -q "$our_line$id\$" crontab.now || {
    rm -f crontab.now
    return 0
  }
  others <crontab.now >crontab.new
  others <crontab.now | is_whole crontab.new || return 1
  if [ -s crontab.new ] || [ -f crontab ]; then crontab crontab.new; else crontab -r; fi || return 1
  rm -f crontab.now crontab.new
}
others() {
  while IFS= read -r line || [ "$line" ]; do
    case $line in
      *"$our_line$id") ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
}

units() { echo "${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user"; }

arm_systemd() {
  units=$(units)
  # Folders that are made for it go with it.
  for folder in "${units%/*/*}" "${units%/*}" "$units" "$units/timers.target.wants"; do
    [ -d "$folder" ] || echo "$folder" >>made
  done
  message=$(mkdir -p "$units" 2>&1) || return 1
  # A percent sign begins a specifier there, a dollar sign a variable; a backslash and quotes would be read.
  called=$(printf %s "$runner" | sed 's/[\\"]/\\&/g; s/%/%%/g; s/\$/$$/g')
  {
    cat >"$units/cronium-$id.service" <<END
[Unit]
Description=Cronium: the schedule $id
[Service]
Type=oneshot
KillMode=process
ExecStart=/bin/sh "$called" due $id
END
    cat >"$units/cronium-$id.timer" <<END
[Unit]
Description=Cronium: the schedule $id
[Timer]
OnActiveSec=1
OnUnitInactiveSec=20
AccuracySec=1
[Install]
WantedBy=timers.target
END
  } || return 1
  message=$({ systemctl --user daemon-reload && systemctl --user enable --now "cronium-$id.timer"; } 2>&1)
}

disarm_systemd() {
  units=$(units)
  [ -f "$units/cronium-$id.timer" ] || return 0
  systemctl --user disable --now "cronium-$id.timer"
  rm -f "$units/cronium-$id.timer" "$units/cronium-$id.service" "$units/timers.target.wants/cronium-$id.timer"
  systemctl --user daemon-reload
  [ -f made ] && sed '1!G;h;$!d' made | while read -r folder; do rmdir "$folder"; done
  return 0
}
