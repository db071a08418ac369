#!/bin/sh
# Completes an image's root folder, given as the one argument. The packages were unpacked without running their
# maintainer scripts, so what those would have set up is set up here: accounts, certificates, the usual names.
set -eu
root=$1

cp "$root/usr/share/base-passwd/passwd.master" "$root/etc/passwd"
cp "$root/usr/share/base-passwd/group.master" "$root/etc/group"
echo 'cronium:x:1000:1000:Cronium:/home/cronium:/bin/bash' >>"$root/etc/passwd"
echo 'cronium:x:1000:' >>"$root/etc/group"
mkdir -p "$root/home/cronium" "$root/tmp"
chown 1000:1000 "$root/home/cronium"
chmod 750 "$root/home/cronium"
chmod 1777 "$root/tmp"

find "$root/usr/share/ca-certificates/mozilla" -name '*.crt' | LC_ALL=C sort | xargs cat >"$root/etc/ssl/certs/ca-certificates.crt"
printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$root/etc/nsswitch.conf"
ln -sf python3 "$root/usr/bin/python"
[ -e "$root/usr/bin/awk" ] || ln -s mawk "$root/usr/bin/awk"
[ -e "$root/bin/sh" ] || ln -s dash "$root/bin/sh"

# Nothing in a job's container may raise its rights.
find "$root" -xdev -type f -perm /6000 -exec chmod a-s {} +

rm -rf "$root/var/lib/apt/lists" "$root/var/cache/apt" "$root/var/log" "$root/usr/share/doc" "$root/usr/share/man" \
  "$root/usr/share/locale" "$root/usr/share/info"
mkdir -p "$root/var/log"
