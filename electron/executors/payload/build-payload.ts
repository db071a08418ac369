import { createHash } from "node:crypto";
import { constants, gzipSync } from "node:zlib";
import type { InputFile } from "../../../shared/container.ts";
import type { ScriptType } from "../../../shared/words.ts";
import { filesVariable, prepareArrival, storedFiles } from "../delivery/arrival.ts";
import { foldersOf } from "../delivery/block.ts";
import type { StoredFile } from "../delivery/kit.ts";
import type { BuiltPayload } from "../executor.ts";
import { manifestText, type PayloadEvent } from "./manifest.ts";
import { tarEnd, tarEntry, type ArchiveEntry } from "./tar-entry.ts";

export interface PayloadContent {
  readonly type: ScriptType;
  readonly script: string;
  readonly files?: readonly InputFile[] | undefined;
  /** What is no secret and the same in every run. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Absent: built for one run, of something that is not saved. */
  readonly event?: PayloadEvent | undefined;
}

/** Where in the archive the helper library is, the event's files, and the shell text that starts the script. */
const libraryFolder = "lib";
const filesFolder = "files";
const startFile = "lib/start.sh";

/** The library's root in shell texts, and the archive's. A reader of `lib/start.sh` has set `root`. */
const libraryRoot = "$root/lib";

/** Byte 9 of gzip's header (RFC 1952) names the system it was made on; 255 is "unknown". */
const systemByte = 9;
const unknownSystem = 255;

/**
 * Packs a script with all that it always needs. In this order: `manifest.yaml`, the script (`script.sh`, `.py`, `.js`
 * or `.mjs`), the helper library of its language under `lib/`, the event's files under `files/`. `lib/start.sh`, read
 * by a shell with `root` set to the unpacked directory and $1 to the interpreter, exports the variables and makes $@
 * the command. Scripts of Node come with the link `node_modules` to `lib/node_modules`, where `import` looks, and with
 * a `package.json` where they are CommonJS, whatever the directories above say.
 *
 * Equal content gives equal bytes on every computer: entries are fixed in order and form, and what is packed is only
 * coded by how often bytes occur (Huffman). Searching for repetitions, as zlib usually does, depends on the processor.
 */
export function buildPayload({ type, script, files = [], environment = {}, event }: PayloadContent): BuiltPayload {
  const own = inOrder({ ...(type === "PYTHON" ? { PYTHONUNBUFFERED: "1" } : {}), ...environment });
  const arrival = prepareArrival({ type, script, environment: own }, libraryRoot);
  const isModule = arrival.scriptName.endsWith(".mjs");
  const entrypoint =
    type === "NODEJS" ? `script.${isModule ? "mjs" : "js"}` : type === "BASH" ? "script.sh" : "script.py";
  const start = [
    `set -- "$1" ${[...arrival.interpreterWords, `"$root/${entrypoint}"`].join(" ")}`,
    ...(files.length === 0 ? [] : [`export ${filesVariable}="$root/${filesFolder}"`]),
    ...arrival.variables.map(([name, word]) => `command export ${name}=${word}`),
    "",
  ].join("\n");
  const library = arrival.kitFiles.map(({ path, bytes }) => ({ path: `${libraryFolder}/${path}`, bytes }));
  const entries: readonly ArchiveEntry[] = [
    {
      kind: "file",
      path: "manifest.yaml",
      bytes: Buffer.from(manifestText({ type, entrypoint, environment: own, event })),
    },
    { kind: "file", path: entrypoint, bytes: Buffer.from(script), isProgram: true },
    ...(type === "NODEJS" ? nodeEntries(isModule) : []),
    { kind: "folder", path: libraryFolder },
    { kind: "file", path: startFile, bytes: Buffer.from(start) },
    ...inFolders(library, libraryFolder),
    ...inFolders(storedFiles(files, filesFolder)),
  ];
  const archive = Buffer.concat([...entries.flatMap(tarEntry), tarEnd()]);
  const bytes = gzipSync(archive, { strategy: constants.Z_HUFFMAN_ONLY, level: 6, memLevel: 8 });
  bytes[systemByte] = unknownSystem;
  return { sha256: createHash("sha256").update(bytes).digest("hex"), bytes };
}

function inOrder(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(environment).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function nodeEntries(isModule: boolean): readonly ArchiveEntry[] {
  const link: ArchiveEntry = { kind: "link", path: "node_modules", to: `${libraryFolder}/node_modules` };
  if (isModule) return [link];
  return [link, { kind: "file", path: "package.json", bytes: Buffer.from('{"type":"commonjs"}\n') }];
}

/** Files with the folders they are in, each before what it holds. */
function inFolders(files: readonly StoredFile[], within = "."): readonly ArchiveEntry[] {
  return [
    ...foldersOf(files, within).map((path) => ({ kind: "folder", path }) as const),
    ...files.map(({ path, bytes }) => ({ kind: "file", path, bytes }) as const),
  ];
}
