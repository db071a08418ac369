import { Buffer } from "node:buffer";
import type { ScriptType } from "../../../shared/words.ts";
import type { ExecutionRequest } from "../executor.ts";
import { filesVariable, prepareArrival, storedFiles } from "../delivery/arrival.ts";
import { foldersOf, storeFiles } from "../delivery/block.ts";
import { quote } from "../delivery/quote.ts";
import { outputVariable } from "../keep-files.ts";

export const interpreters = { BASH: "bash", PYTHON: "python3", NODEJS: "node" } as const satisfies Record<
  ScriptType,
  string
>;

/** What travels to the place of a run on stdin: the environment as lines of shell text, then a block of files. */
export interface Payload {
  readonly bytes: Buffer;
  /** The first of these lines makes the interpreter's name, in $1, the command that runs the script. */
  readonly environmentLines: number;
  /** Shell text that lays the script and its files into the directory it is read in, and the bytes it cuts them from. */
  readonly blockBytes: number;
  /** Folders of the spool that the block needs, names without blanks, each after the one it is in. */
  readonly folders: readonly string[];
}

/** An event's files are laid into this folder of the spool. */
const filesFolder = "files";
/** What a script leaves in this folder of the spool is kept, where that is done. */
export const leftFolder = "left";

/**
 * Builds the payload. Python is told not to hold its output back, since nobody could watch it otherwise; an event's
 * own variable of that name comes later and wins. The helper library's words use `$spool`, which the programs that
 * read them have set.
 */
export function buildPayload(
  request: Pick<ExecutionRequest, "type" | "script" | "environment" | "files">,
  keepsFiles = false,
): Payload {
  const inputFiles = request.files ?? [];
  const environment = {
    ...(request.type === "PYTHON" ? { PYTHONUNBUFFERED: "1" } : {}),
    ...request.environment,
  };
  const arrival = prepareArrival({ ...request, environment }, "$spool");
  const script = { path: arrival.scriptName, bytes: Buffer.from(request.script) };
  const laid = storedFiles(inputFiles, filesFolder);
  const stored = storeFiles([...arrival.kitFiles, ...laid, script], "block", "|| return 1");
  // No process is started for the usual folders; those of an event's files may have any name.
  const made = foldersOf(laid);
  const makeFolders = made.length === 0 ? [] : [`mkdir -p ${made.map(quote).join(" ")} || return 1`];
  const text = ["{", ...makeFolders, ...stored.lines, ": >block", "return 0", "}", ""].join("\n");
  const block = Buffer.concat([Buffer.from(text), stored.behind]);
  // `command` keeps a shell from giving up over a name it reserves for itself, such as UID.
  const exported = [
    // Said while `$spool` is what the programs have made it: the event's own variables come last.
    `set -- "$1" ${[...arrival.interpreterWords, `"$spool/${arrival.scriptName}"`].join(" ")}\n`,
    ...(inputFiles.length === 0 ? [] : [`command export ${filesVariable}="$spool/${filesFolder}"\n`]),
    ...(keepsFiles ? [`command export ${outputVariable}="$spool/${leftFolder}"\n`] : []),
    ...arrival.variables.map(([name, word]) => `command export ${name}=${word}\n`),
  ].join("");
  return {
    bytes: Buffer.concat([Buffer.from(exported), block]),
    environmentLines: exported.split("\n").length - 1,
    blockBytes: block.length,
    folders: [...(keepsFiles ? [leftFolder] : []), ...foldersOf(arrival.kitFiles)],
  };
}

/** Says what of a request no process could be given, or undefined when all is well. Names only, never values. */
export function payloadProblem(request: Pick<ExecutionRequest, "executionId" | "environment">): string | undefined {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,150}$/.test(request.executionId)) return "the execution's id is malformed";
  for (const [name, value] of Object.entries(request.environment)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return `${JSON.stringify(name)} is no name for a variable`;
    if (value.includes("\0")) return `the variable ${name} holds a NUL character, which no environment can carry`;
  }
  return undefined;
}
