import { Buffer } from "node:buffer";
import type { ScriptType } from "../../../shared/words.ts";
import { filesVariable, prepareArrival, storedFiles } from "../delivery/arrival.ts";
import { foldersOf, storeFiles } from "../delivery/block.ts";
import { kitOf, type StoredFile } from "../delivery/kit.ts";
import { quote } from "../delivery/quote.ts";
import type { ExecutionRequest } from "../executor.ts";
import { outputVariable } from "../keep-files.ts";

export const interpreters = { BASH: "bash", PYTHON: "python3", NODEJS: "node" } as const satisfies Record<
  ScriptType,
  string
>;

/** What travels to the place of a run on stdin: the environment as lines of shell text, then a block of files. */
export interface Parcel {
  readonly bytes: Buffer;
  /** They make the interpreter's name, in $1, the command that runs the script. */
  readonly environmentLines: number;
  /** Shell text that lays files into the directory it is read in, and the bytes it cuts them from. */
  readonly blockBytes: number;
  /** How the runner is to take the block: `+LINES`, read by the shell itself without a process, or its bytes. */
  readonly blockSize: string;
  /** Folders of the spool that the block needs, names without blanks, each after the one it is in. */
  readonly folders: readonly string[];
}

/** An event's files are laid into this folder of the spool. */
const filesFolder = "files";
/** A shell reads byte by byte: of more than this a process of its own is quicker. */
const longestLaidBytes = 1_024;
/** What a script leaves in this folder of the spool is kept, where that is done. */
export const leftFolder = "left";

/**
 * Packs everything that a run needs, for a place that keeps no payloads. Python is told not to hold its output back,
 * since nobody could watch it otherwise; an event's own variable of that name comes later and wins. The helper library's
 * words use `$spool`, which the runner has set.
 */
export function packWhole(
  request: Pick<ExecutionRequest, "type" | "script" | "environment" | "files">,
  keepsFiles = false,
): Parcel {
  const inputFiles = request.files ?? [];
  const environment = {
    ...(request.type === "PYTHON" ? { PYTHONUNBUFFERED: "1" } : {}),
    ...request.environment,
  };
  const arrival = prepareArrival({ ...request, environment }, "$spool");
  const script = { path: arrival.scriptName, bytes: Buffer.from(request.script) };
  const laid = storedFiles(inputFiles, filesFolder);
  // No process is started for the usual folders; those of an event's files may have any name.
  const made = foldersOf(laid);
  const makeFolders = made.length === 0 ? [] : [`mkdir -p ${made.map(quote).join(" ")} || return 1`];
  const block = blockOf([...arrival.kitFiles, ...laid, script], makeFolders);
  // `command` keeps a shell from giving up over a name it reserves for itself, such as UID.
  const exported = [
    // Said while `$spool` is what the programs have made it: the event's own variables come last.
    `set -- "$1" ${[...arrival.interpreterWords, `"$spool/${arrival.scriptName}"`].join(" ")}\n`,
    ...(inputFiles.length === 0 ? [] : [`command export ${filesVariable}="$spool/${filesFolder}"\n`]),
    ...(keepsFiles ? [`command export ${outputVariable}="$spool/${leftFolder}"\n`] : []),
    ...arrival.variables.map(([name, word]) => `command export ${name}=${word}\n`),
  ].join("");
  return parcelOf(exported, block, [...(keepsFiles ? [leftFolder] : []), ...foldersOf(arrival.kitFiles)]);
}

/**
 * Packs what is one run's own; the rest is in a payload, which the runner unpacks to `payload` and whose `lib/start.sh`
 * says how it is started.
 * @param files laid into the spool; the names of their folders hold no blanks
 * @param places variables of the environment that name something in the spool, by its path there
 */
export function packOwn(
  { type, environment }: Pick<ExecutionRequest, "type" | "environment">,
  files: readonly StoredFile[],
  places: Readonly<Record<string, string>> = {},
): Parcel {
  const extended = kitOf(type).variables.map(([name]) => name);
  const exportOf = ([name, value]: [string, string]): string => `command export ${name}=${quote(value)}\n`;
  const own = Object.entries(environment);
  const exported = [
    ...own.filter(([name]) => extended.includes(name)).map(exportOf),
    'root=$spool/payload\n. "$root/lib/start.sh"\n',
    ...Object.entries(places).map(([name, path]) => `command export ${name}="$spool"/${quote(path)}\n`),
    ...own.filter(([name]) => !extended.includes(name)).map(exportOf),
  ].join("");
  return parcelOf(exported, files.length === 0 ? Buffer.alloc(0) : blockOf(files, []), foldersOf(files));
}

function blockOf(files: readonly StoredFile[], before: readonly string[]): Buffer {
  const stored = storeFiles(files, "block", "|| return 1");
  const text = [
    "{",
    ...before,
    ...stored.lines, // No shell gives up over a builtin of this kind, whatever the disk says.
    'printf "" >block',
    "return 0",
    "}",
    "",
  ].join("\n");
  return Buffer.concat([Buffer.from(text), stored.behind]);
}

function parcelOf(exported: string, block: Buffer, folders: readonly string[]): Parcel {
  return {
    bytes: Buffer.concat([Buffer.from(exported), block]),
    environmentLines: exported.split("\n").length - 1,
    blockBytes: block.length,
    blockSize: isReadByShell(block)
      ? `+${String(block.toString("latin1").split("\n").length - 1)}`
      : String(block.length),
    folders,
  };
}

/** What is cut out of the end of a block is longer, or holds a NUL. */
function isReadByShell(block: Buffer): boolean {
  return block.length > 0 && block.length <= longestLaidBytes && !block.includes(0);
}

/** Says what of a request no process could be given, or undefined when all is well. Names only, never values. */
export function requestProblem(request: Pick<ExecutionRequest, "executionId" | "environment">): string | undefined {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,150}$/.test(request.executionId)) return "the execution's id is malformed";
  for (const [name, value] of Object.entries(request.environment)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return `${JSON.stringify(name)} is no name for a variable`;
    if (value.includes("\0")) return `the variable ${name} holds a NUL character, which no environment can carry`;
  }
  return undefined;
}
