import { runnerText } from "./runner-text.ts";
import { oneLine, shellCommand } from "./shell-text.ts";

/** What the runner is asked to do, with its arguments. See runtimes/runner for each. */
export type RunnerVerb =
  "start" | "follow" | "status" | "stop" | "discard" | "read" | "write" | "store" | "sweep" | "due";

/** Where runners and spools are: absolute, or below the user's home. */
const findDirectory = `
directory=$2
case $directory in /*) ;; *) directory=$HOME/$directory ;; esac
`;

/**
 * Hands over to the runner if it is there, and says so if not: that costs the usual case no round trip of its own.
 * Arguments: the program itself, the directory, the runner's version, the id that marks the answers, the verb, and the
 * verb's own.
 */
const launchProgram = oneLine(`
${findDirectory}
runner=$directory/runner/$3/cronium-runner
mark=cronium"-spool-"$4
shift 3
if [ -f "$runner" ]; then
  set -- --marked "$@"
  . "$runner"
  exit
fi
echo "$mark failed runner-absent"
`);

/** Says that there is no runner of this version. */
export const runnerAbsent = "failed runner-absent";

/**
 * Puts the runner in place. Arguments: the program itself, the directory, the runner's version, the id that marks the
 * answers, its SHA-256, its bytes on stdin. It is verified in the place where it will run, by itself, and takes its name
 * only then. Answers \`installed\`, or \`failed runner TEXT\`.
 */
const installProgram = oneLine(`
umask 077
${findDirectory}
mark=cronium"-spool-"$4
LC_ALL=C
export LC_ALL
home=$directory/runner/$3
new=$home/new-$$
fail() {
  rm -f "$new"
  echo "$mark failed runner" $1
  exit 0
}
message=$(mkdir -p "$home" "$directory/runs" "$directory/payloads" 2>&1) || fail "$message"
chmod 700 "$directory/runner" "$home" "$directory/runs" "$directory/payloads" 2>/dev/null
message=$( { head -c "$6" >"$new"; } 2>&1) || fail "$message"
message=$(sh "$new" version 2>&1)
[ "\${message##* }" = "$5" ] || fail "its checksum there is not the one sent (it needs sha256sum, shasum, openssl or busybox): $message"
message=$(mv -f "$new" "$home/cronium-runner" 2>&1) || fail "$message"
echo "$mark installed"
`);

/** The command that asks the runner in a directory for something. */
export function runnerCommand(
  directory: string,
  id: string,
  verb: RunnerVerb,
  verbArguments: readonly (string | number)[],
): string {
  const { version } = runnerText();
  return shellCommand(launchProgram, [directory, version, id, verb, ...verbArguments.map(String)]);
}

/** The command that installs the runner from its stdin, and what it must be given there. */
export function installCommand(directory: string, id: string): { readonly command: string; readonly bytes: Buffer } {
  const { text, sha256, version } = runnerText();
  const bytes = Buffer.from(text);
  return { command: shellCommand(installProgram, [directory, version, id, sha256, String(bytes.length)]), bytes };
}

/** Names what a command of this file does, or undefined for any other. */
export function verbOf(command: string): RunnerVerb | "install" | undefined {
  if (command.includes(installProgram)) return "install";
  if (!command.includes(launchProgram)) return undefined;
  const [, verb] = /' '[0-9a-f]{16}' '[^']*' '([a-z]+)'/.exec(command) ?? [];
  return verb as RunnerVerb | undefined;
}
