import type { InputFile } from "../../../shared/container.ts";
import type { ScriptType } from "../../../shared/words.ts";
import { filesVariable, prepareArrival, storedFiles } from "../delivery/arrival.ts";
import { foldersOf, storeFiles } from "../delivery/block.ts";
import type { StoredFile } from "../delivery/kit.ts";
import { quote } from "../delivery/quote.ts";

/**
 * How a script, its environment, its language's helper library and its event's files get into a container: through
 * stdin, as one block of bytes, because arguments and the container's own environment can be read by anyone who may ask
 * Docker. A launcher inside keeps exactly the announced number of bytes in a private tmpfs and sources them. The block
 * begins with shell text in one pair of braces, which a shell reads wholly before it acts: a block that was cut short
 * starts nothing.
 */
export interface Delivery {
  readonly bytes: Uint8Array;
  /** What the container runs, as an argument vector. Says only how long the block is. */
  readonly command: readonly string[];
}

/** A tmpfs of the script's user alone. The block is emptied before the script starts. */
export const launcherDirectory = "/run/cronium";
const blockFile = `${launcherDirectory}/block`;
/** Where a script works, and finds its event's files. */
const workArea = "/workspace";

/** The launcher writes this line to both streams; everything after it is the script's own. */
export const startMark = "cronium: the script starts\n";

/** Exit code when no interpreter was found, only meaningful without the start mark. */
export const interpreterMissingExitCode = 124;

/** `head` may read more than it keeps (busybox does), so there is one read and nothing after it. */
const launcher = `head -c "$1" >${blockFile} && . ${blockFile}; exit 125`;

/** Names an interpreter goes by, the first found is taken. */
export const interpreters: Readonly<Record<ScriptType, readonly string[]>> = {
  BASH: ["bash"],
  PYTHON: ["python3", "python"],
  NODEJS: ["node", "nodejs"],
};

const orFail = "|| exit 125";

/**
 * For a launcher that stays beside the script. What a script sends to its whole process group leaves the launcher to its
 * last work, and what a shell says of a script that was killed ("Terminated") is not the script's output. It says so
 * where the script's own redirections lead, unless these are made in a shell of their own.
 */
const besides: readonly string[] = ["trap : HUP INT QUIT USR1 USR2 PIPE ALRM TERM", "exec 3>&2 2>/dev/null"];

/** Set for the container's init alone: it passes signals on to the script's whole process group. */
export const groupSignalVariable = "TINI_KILL_PROCESS_GROUP";

/** The name of the first variable that no shell can carry, or undefined. */
export function unusableVariable(environment: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(environment).find(
    ([name, value]) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || value.includes("\0"),
  )?.[0];
}

/** Shell text before the script, and what follows its end; with the latter the launcher stays beside the script. */
export interface Surroundings {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The environment must have passed `unusableVariable`: names go into shell text as they are. */
export function packDelivery(
  type: ScriptType,
  script: string,
  environment: Readonly<Record<string, string>>,
  inputFiles: readonly InputFile[] = [],
  surroundings?: Surroundings,
): Delivery {
  const places = inputFiles.length === 0 ? {} : { [filesVariable]: workArea };
  const arrival = prepareArrival({ type, script, environment: { ...environment, ...places } }, launcherDirectory);
  const scriptFile = `${launcherDirectory}/${arrival.scriptName}`;
  const kitFiles = arrival.kitFiles.map(({ path, bytes }) => ({ path: `${launcherDirectory}/${path}`, bytes }));
  const laid = storedFiles(inputFiles, workArea);
  const stored = storeFiles(
    [...kitFiles, ...laid, { path: scriptFile, bytes: Buffer.from(script) }],
    blockFile,
    orFail,
  );
  const command = `"$1" ${[...arrival.interpreterWords, scriptFile].join(" ")} </dev/null`;
  const shellText = [
    "{",
    ...(surroundings?.before ?? []),
    ...makeFolders(kitFiles, laid),
    ...stored.lines,
    `: >${blockFile}`,
    `unset ${groupSignalVariable}`,
    ...arrival.variables.map(([name, word]) => `export ${name}=${word} ${orFail}`),
    ...chooseInterpreter(interpreters[type]),
    `printf '${startMark.replace("\n", "\\n")}'`,
    `printf '${startMark.replace("\n", "\\n")}' >&2`,
    ...(surroundings === undefined
      ? [`exec ${command}`]
      : [...besides, `(exec ${command} 2>&3 3>&-)`, ...surroundings.after]),
    "}",
    "",
  ].join("\n");
  const bytes = Buffer.concat([Buffer.from(shellText), stored.behind]);
  return { bytes, command: ["/bin/sh", "-c", launcher, "cronium", String(bytes.length)] };
}

function makeFolders(kitFiles: readonly StoredFile[], laid: readonly StoredFile[]): readonly string[] {
  const folders = [...foldersOf(kitFiles, launcherDirectory), ...foldersOf(laid, workArea)];
  return folders.length === 0 ? [] : [`mkdir -p ${folders.map(quote).join(" ")} ${orFail}`];
}

function chooseInterpreter(names: readonly string[]): readonly string[] {
  const tests = names.map(
    (name, index) => `${index === 0 ? "if" : "elif"} command -v ${name} >/dev/null 2>&1; then set -- ${name}`,
  );
  return [...tests, `else exit ${String(interpreterMissingExitCode)}; fi`];
}
