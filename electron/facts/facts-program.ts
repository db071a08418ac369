import { oneLine } from "../executors/spool/shell-text.ts";

/** Printed when it may begin: what a login shell prints before is not ours. */
export const readyMark = "cronium-ready";

/**
 * Tells of a server what can be told with a POSIX shell and what most systems have, as `key=value` lines; what is not
 * there prints an empty value. Its arguments: the runner's directory, and `full` for what changes seldom, too.
 *
 * It tells the time as the first thing after a line came in, so that the round trip can be measured without the time
 * that a connection takes. A file without a first line for an interpreter is run by the shell that starts it, unless
 * the file system forbids it: so it is seen whether programs may be started there. Sources: POSIX.1-2024 (df -P, date,
 * getconf), proc(5) of Linux, sysctl(8) of BSD and macOS.
 */
export const factsProgram = oneLine(`
echo "${readyMark}"
IFS= read -r begin || exit 0
echo "clock=$(date +%s.%N 2>/dev/null)"
case "$2" in
/*) directory=$2;;
*) directory=$HOME/$2;;
esac
at=$directory
until [ -d "$at" ]; do
at=\${at%/*}
[ -n "$at" ] || at=/
done
df -Pk "$at" 2>/dev/null | { read -r titles; read -r device total used available rest; echo "disk=$total $available"; }
if [ -w "$at" ]; then
echo "writable=yes"
else
echo "writable=no"
fi
if [ -r /proc/loadavg ]; then
read -r one five fifteen rest < /proc/loadavg
echo "load=$one $five $fifteen"
else
echo "load=$(sysctl -n vm.loadavg 2>/dev/null)"
fi
if [ -r /proc/meminfo ]; then
while read -r key value unit; do
case "$key" in
MemTotal:|MemAvailable:|MemFree:|Buffers:|Cached:) echo "memory.$key$value";;
esac
done < /proc/meminfo
else
echo "memory.bytes:$(sysctl -n hw.memsize 2>/dev/null || sysctl -n hw.physmem 2>/dev/null)"
fi
if [ -r /proc/uptime ]; then
read -r up rest < /proc/uptime
echo "uptime=$up"
else
echo "booted=$(sysctl -n kern.boottime 2>/dev/null)"
fi
echo "boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)"
[ "$3" = full ] || exit 0
echo "system=$(uname -srm 2>/dev/null)"
echo "hostname=$(hostname 2>/dev/null || uname -n 2>/dev/null)"
if [ -r /etc/os-release ]; then
echo "release=$(grep "^PRETTY_NAME=" /etc/os-release 2>/dev/null | head -n 1)"
else
echo "release=$(sw_vers -productName 2>/dev/null) $(sw_vers -productVersion 2>/dev/null)"
fi
echo "cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null)"
echo "shell=$SHELL"
if [ -n "$BASH_VERSION" ]; then
echo "sh=bash"
else
echo "sh=$(readlink "/proc/$$/exe" 2>/dev/null || readlink -f "$(command -v sh)" 2>/dev/null || command -v sh)"
fi
for name in bash python3 node; do
command -v "$name" >/dev/null 2>&1 && echo "interpreter.$name=$("$name" --version 2>/dev/null | head -n 1)"
done
if command -v sha256sum >/dev/null 2>&1 || command -v shasum >/dev/null 2>&1 || command -v openssl >/dev/null 2>&1; then
echo "sha256=yes"
else
echo "sha256=no"
fi
file=$at/.cronium-look.$$
if ( echo "exit 7" > "$file" ) 2>/dev/null; then
chmod 700 "$file" 2>/dev/null
"$file" >/dev/null 2>&1
echo "exec=$?"
rm -f "$file"
else
echo "writable=no"
fi
for runner in "$directory"/runner/*/cronium-runner; do
[ -f "$runner" ] && echo "runner=$(sh "$runner" version 2>/dev/null | head -n 1)"
done
if [ -d "$directory/payloads" ]; then
echo "payloads=$(ls "$directory/payloads" 2>/dev/null | grep -c "gz$") $(du -sk "$directory/payloads" 2>/dev/null)"
fi
echo "end=yes"
`);
