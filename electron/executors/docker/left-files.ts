/** Where a script in a container leaves files that are to be kept. */
export const outputDirectory = "/workspace/out";

/** Headers and padding of the archive, beside the files themselves. */
const archiveBytes = 4 * 1024 * 1024;

/** Comes on the script's output after its last byte, and before the archive of what it has left. */
export function leftFilesMark(executionId: string): string {
  return `\0cronium: ${executionId} left\0`;
}

/** Made before the script starts. */
export const outputDirectoryLines: readonly string[] = [`mkdir -p ${outputDirectory} || exit 125`];

/**
 * What the launcher does when the script has ended, as shell text: the script's work area is in memory and goes with the
 * container, and no call of the engine can read it, so the files leave on the container's own output, as an archive
 * behind a mark. The engine's record keeps them there for whoever reads it later. All other processes are killed first,
 * so that nothing comes between. A file with holes may be larger than the work area: the archive is cut off then.
 * @param most what the work area holds at most, bytes
 */
export function leaveFilesLines(executionId: string, most: number): readonly string[] {
  const mark = leftFilesMark(executionId).replaceAll("\0", "\\000");
  return [
    "code=$?",
    // A shell that fails at anything that follows, as one does that cannot fork, ends with this all the same.
    `trap 'exit "$code"' EXIT`,
    // Until none is left, not even a dead one: those count, and the shell could start no process where they fill the limit.
    "turns=0",
    'while kill -9 -1 && [ "$turns" -lt 100000 ]; do turns=$((turns + 1)); done',
    `if [ -d ${outputDirectory} ] && [ ! -L ${outputDirectory} ] && [ "$(ls -A ${outputDirectory})" ]; then`,
    // The script may have made it non-blocking, which concerns whoever shares it. Opened anew it is not.
    "if [ -w /proc/self/fd/1 ]; then exec >/proc/self/fd/1; fi",
    `printf '${mark}'`,
    `if command -v tar >/dev/null 2>&1; then tar -c -f - -C ${outputDirectory} . | head -c ${String(most + archiveBytes)}; fi`,
    "fi",
    'exit "$code"',
  ];
}
