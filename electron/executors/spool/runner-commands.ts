import { runnerText } from "./runner-text.ts";
import type { Concern } from "./place-failure.ts";
import { oneLine, shellCommand } from "./shell-text.ts";

/** What the runner is asked to do, with its arguments. See runtimes/runner for each. */
export type RunnerVerb =
  "start" | "follow" | "status" | "stop" | "discard" | "read" | "write" | "store" | "sweep" | "due";

/** Where runners and spools are: absolute, or below the user's home. */
const findDirectory = `
directory=$2
case $directory in /*) ;; *) directory=$HOME/$directory ;; esac
`;

/** The runner is read by the user's shell: nobody else may put one there. */
const refuseOthers = `
case $2 in /*) own=-O ;; *) own=-d ;; esac
for folder in "$directory" "$directory/runner" "$home" "$directory/runs" "$directory/payloads"; do
  [ $own "$folder" ] || fail "$folder belongs to another user"
done
`;

/**
 * Hands over to the runner if it is there, and says so if not: that costs the usual case no round trip of its own.
 * Arguments: the program itself, the directory, the runner's version, the id that marks the answers, the verb, and the
 * verb's own. Elsewhere than in the user's home others may have been there first: what is not the user's is not read.
 */
const launchProgram = perConcern(
  (concern) => `
${findDirectory}
runner=$directory/runner/$3/cronium-runner
ours=1
${concern === "server" ? `case $2 in /*) [ -O "$directory" ] && [ -O "$runner" ] || ours= ;; esac` : ""}
mark=cronium"-spool-"$4
shift 3
if [ -f "$runner" ] && [ "$ours" ]; then
  set -- --marked "$@"
  . "$runner"
  exit
fi
echo "$mark failed runner-absent"
`,
);

/** Says that there is no runner of this version. */
export const runnerAbsent = "failed runner-absent";

/**
 * Puts the runner in place. Arguments: the program itself, the directory, the runner's version, the id that marks the
 * answers, its SHA-256, its bytes on stdin. It is verified in the place where it will run, by itself, and takes its name
 * only then. Answers \`installed\`, or \`failed runner TEXT\`.
 */
const installProgram = perConcern(
  (concern) => `
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
${concern === "server" ? refuseOthers : ""}
message=$( { head -c "$6" >"$new"; } 2>&1) || fail "$message"
message=$(sh "$new" version 2>&1)
[ "\${message##* }" = "$5" ] || fail "its checksum there is not the one sent (it needs sha256sum, shasum, openssl or busybox): $message"
message=$(mv -f "$new" "$home/cronium-runner" 2>&1) || fail "$message"
echo "$mark installed"
`,
);

function perConcern(program: (concern: Concern) => string): (concern: Concern) => string {
  const programs = { server: oneLine(program("server")), "this-computer": oneLine(program("this-computer")) };
  return (concern) => programs[concern];
}

/** The command that asks the runner in a directory for something. */
export function runnerCommand(
  concern: Concern,
  directory: string,
  id: string,
  verb: RunnerVerb,
  verbArguments: readonly (string | number)[],
): string {
  const { version } = runnerText();
  return shellCommand(launchProgram(concern), [directory, version, id, verb, ...verbArguments.map(String)]);
}

/** The command that installs the runner from its stdin, and what it must be given there. */
export function installCommand(
  concern: Concern,
  directory: string,
  id: string,
): { readonly command: string; readonly bytes: Buffer } {
  const { text, sha256, version } = runnerText();
  const bytes = Buffer.from(text);
  return {
    command: shellCommand(installProgram(concern), [directory, version, id, sha256, String(bytes.length)]),
    bytes,
  };
}

const concerns = ["server", "this-computer"] as const;

/** Names what a command of this file does, or undefined for any other. */
export function verbOf(command: string): RunnerVerb | "install" | undefined {
  if (concerns.some((concern) => command.includes(installProgram(concern)))) return "install";
  if (!concerns.some((concern) => command.includes(launchProgram(concern)))) return undefined;
  const [, verb] = /' '[0-9a-f]{16}' '[^']*' '([a-z]+)'/.exec(command) ?? [];
  return verb as RunnerVerb | undefined;
}
