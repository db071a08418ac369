#!/bin/sh
# Completes an image's root folder: complete-root.sh ROOT LANGUAGE USER
# ROOT is a folder of unpacked Debian packages whose archives still lie in it (their maintainer scripts have not run:
# what those would have set up is set up here), or / inside a container of a public image.
set -eu
root=${1%/}
language=$2
user=$3
export LC_ALL=C

notes=$root/usr/share/cronium
mkdir -p "$notes"

# Packages that only serve to install others, to change accounts or to raise rights.
is_unneeded() {
  case $1 in
  apt | apt-utils | libapt-pkg* | dpkg | gpgv | debian-archive-keyring | debconf | cdebconf | debianutils) ;;
  perl | perl-base | perl-modules-* | libperl* | lib*-perl | usrmerge | usr-is-merged | init-system-helpers) ;;
  adduser | passwd | login | mount | libmount-dev | e2fsprogs | logsave | sysvinit-utils | base-passwd | bsdutils) ;;
  bash) [ "$language" != bash ] ;;
  *) return 1 ;;
  esac
}

# "NAME VERSION" of every package.
packages() {
  if [ "$root" = "" ]; then
    dpkg-query -W -f '${Package} ${Version}\n'
  else
    find "$root/var/cache/apt/archives" -name '*.deb' |
      sed -e 's,.*/,,' -e 's,_[^_]*\.deb$,,' -e 's,_, ,' -e 's,%3a,:,g'
  fi | sort -u
}

# What a package has put into the root folder, a line each, without a leading slash.
files_of() {
  if [ "$root" = "" ]; then
    dpkg-query -L "$1" | sed 's,^/,,'
  else
    dpkg-deb --fsys-tarfile "$root/var/cache/apt/archives/$1"_*.deb | tar -t | sed 's,^\./,,'
  fi
}

packages >"$notes/all"
: >"$notes/packages"
: >"$notes/unneeded-files"
while read -r name version; do
  if is_unneeded "$name"; then
    files_of "$name" >>"$notes/unneeded-files"
  else
    echo "$name $version" >>"$notes/packages"
  fi
done <"$notes/all"
sort -u "$notes/unneeded-files" | while read -r file; do
  path=$root/$file
  # Never a folder, and no link to one either: /bin may be such a link.
  if [ ! -d "$path" ] && { [ -L "$path" ] || [ -f "$path" ]; }; then echo "$path"; fi
done | tr '\n' '\0' | xargs -0 -r rm -f
rm "$notes/all" "$notes/unneeded-files"

if [ -e "$root/usr/bin/mawk" ] && [ ! -e "$root/usr/bin/awk" ]; then ln -s mawk "$root/usr/bin/awk"; fi
if [ -e "$root/bin/dash" ] && [ ! -e "$root/bin/sh" ]; then ln -s dash "$root/bin/sh"; fi
if [ -d "$root/usr/share/ca-certificates/mozilla" ]; then
  find "$root/usr/share/ca-certificates/mozilla" -name '*.crt' | sort | xargs cat >"$root/etc/ssl/certs/ca-certificates.crt"
fi

# The one account programs run as; the two others only give ids a name.
{
  echo 'root:x:0:0:root:/nonexistent:/usr/sbin/nologin'
  echo "cronium:x:$user:$user:Cronium:/home/cronium:/bin/sh"
  echo 'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin'
} >"$root/etc/passwd"
printf 'root:x:0:\ncronium:x:%s:\nnogroup:x:65534:\n' "$user" >"$root/etc/group"
printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$root/etc/nsswitch.conf"
rm -rf "$root/home" "$root/root" "$root/etc/shadow" "$root/etc/shadow-" "$root/etc/gshadow" "$root/etc/gshadow-" \
  "$root/etc/passwd-" "$root/etc/group-" "$root/etc/subuid" "$root/etc/subgid"
mkdir -p "$root/home/cronium" "$root/workspace" "$root/tmp" "$root/var/tmp"
chown "$user:$user" "$root/home/cronium" "$root/workspace"
chmod 700 "$root/home/cronium" "$root/workspace"
chmod 1777 "$root/tmp" "$root/var/tmp"

# Where each language looks for the helper library, which is laid into /usr/lib/cronium later.
case $language in
bash)
  ln -sf ../lib/cronium/bash/cronium.sh "$root/usr/bin/cronium.sh"
  ;;
python | relay)
  ln -sf python3 "$root/usr/bin/python"
  for folder in "$root"/usr/lib/python3/dist-packages "$root"/usr/local/lib/python3.*/site-packages; do
    if [ -d "$folder" ]; then echo /usr/lib/cronium/python >"$folder/cronium.pth"; fi
  done
  if [ -e "$root/usr/local/bin/python3" ]; then
    ln -sf python3 "$root/usr/local/bin/python"
    rm "$root/usr/bin/python"
    "$root/usr/local/bin/python3" -c 'import platform; print("python (of the public image)", platform.python_version())' \
      >>"$notes/packages"
  fi
  rm -rf "$root"/usr/local/lib/python3.*/site-packages/pip* "$root"/usr/local/lib/python3.*/site-packages/setuptools* \
    "$root"/usr/local/lib/python3.*/site-packages/wheel* "$root"/usr/local/lib/python3.*/ensurepip \
    "$root"/usr/local/bin/pip* "$root"/usr/local/bin/wheel "$root"/usr/local/bin/idle*
  # Compiled once here, as no run can keep what it compiles. Without looking at the source's time, which says nothing.
  for folder in "$root"/usr/lib/python3.* "$root"/usr/local/lib/python3.*; do
    if [ -d "$folder" ]; then
      chroot "$root/" python3 -m compileall -q --invalidation-mode unchecked-hash "${folder#"$root"}"
    fi
  done
  ;;
node)
  # Scripts lie in several places, and Node looks for modules in every folder above them.
  ln -sfn usr/lib/cronium/node_modules "$root/node_modules"
  if [ -e "$root/usr/local/bin/node" ]; then
    echo "node (of the public image) $("$root/usr/local/bin/node" --version | sed s/^v//)" >>"$notes/packages"
  fi
  for prefix in "$root/usr" "$root/usr/local"; do
    rm -rf "$prefix/lib/node_modules" "$prefix/include/node" "$prefix/bin/npm" "$prefix/bin/npx" \
      "$prefix/bin/corepack" "$prefix/bin/yarn" "$prefix/bin/yarnpkg"
  done
  rm -rf "$root"/opt/yarn*
  ;;
esac

# While packages are unpacked by another program, it still needs its own few files there, and removes them itself.
if [ "$root" = "" ]; then rm -rf /var/lib/apt /var/lib/dpkg /var/cache/apt /etc/apt; fi
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/archives/*.deb "$root/var/cache/debconf" \
  "$root/etc/dpkg" "$root/etc/cron.daily" "$root/usr/lib/apt" "$root/usr/lib/dpkg" "$root/usr/share/doc" \
  "$root/usr/share/man" "$root/usr/share/locale" "$root/usr/share/info" "$root/usr/share/lintian" \
  "$root/usr/share/bug" "$root/usr/share/perl" "$root/usr/share/perl5" "$root/usr/lib/systemd"
rm -rf "$root/var/log"
mkdir -p "$root/var/log"

# Nothing in a job's container may raise its rights. (Debian has su in a package of useful things.)
rm -f "$root/bin/su" "$root/usr/bin/su"
find "$root/" -xdev \( -type f -o -type d \) -perm /6000 -exec chmod a-s {} +
find "$root/" -xdev \( -type f -o -type d \) -perm -0002 ! -path "$root/tmp" ! -path "$root/var/tmp" \
  ! -path "$root/proc/*" ! -path "$root/sys/*" ! -path "$root/dev/*" -exec chmod o-w {} +

# Only the group of cronium may as much as look for a program: any other account cannot start one. (Root can, whatever
# the modes say: the images' entry refuses it.)
for folder in bin sbin usr lib lib32 lib64 libx32; do
  if [ -d "$root/$folder" ] && [ ! -L "$root/$folder" ]; then
    chown "0:$user" "$root/$folder"
    chmod 750 "$root/$folder"
  fi
done
