import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { CroniumError } from "../../shared/errors.ts";
import { readOwnership, type Ownership } from "./ownership.ts";

/** One of the files a timer consists of: one with a marked text, or a link to one. Paths are absolute. */
export type OwnedFile =
  | { readonly path: string; readonly text: (ownership: Ownership) => string }
  | { readonly path: string; readonly linkTo: string };

/**
 * Puts the files in their places, making the folders that are missing. Done again, it replaces what it made before.
 * @throws CroniumError `conflict` when a file of somebody else has one of the names, `storage` when one cannot be
 * written; nothing is left behind then
 */
export function placeFiles(files: readonly OwnedFile[], dataDirectory: string): void {
  for (const file of files) {
    if (stateOf(file, dataDirectory) === "foreign") throw foreign(file.path);
  }
  const isFirst = presentFiles(files, dataDirectory).length === 0;
  const foldersMade = [...new Set([...formerFolders(files, dataDirectory), ...missingFolders(files)])];
  try {
    for (const file of files) place(file, { dataDirectory, foldersMade });
  } catch (error) {
    if (isFirst) {
      removeOwn(files, dataDirectory);
      removeEmpty(foldersMade);
    }
    throw new CroniumError("storage", `The timer's files cannot be written: ${messageOf(error)}`, {
      remedy: "Give your user write access to that place, and free some space if the disk is full.",
      cause: error,
    });
  }
}

/** Takes away those of the files that are ours, and the folders made for them that are empty again. */
export function removeFiles(files: readonly OwnedFile[], dataDirectory: string): void {
  const foldersMade = formerFolders(files, dataDirectory);
  removeOwn(files, dataDirectory);
  removeEmpty(foldersMade);
}

/** Those of the files that are there and ours. */
export function presentFiles(files: readonly OwnedFile[], dataDirectory: string): readonly string[] {
  return files.filter((file) => stateOf(file, dataDirectory) === "ours").map(({ path }) => path);
}

function stateOf(file: OwnedFile, dataDirectory: string): "absent" | "ours" | "foreign" {
  const found = lstatSync(file.path, { throwIfNoEntry: false });
  if (found === undefined) return "absent";
  if ("linkTo" in file) return found.isSymbolicLink() && readlinkSync(file.path) === file.linkTo ? "ours" : "foreign";
  if (!found.isFile()) return "foreign";
  return readOwnership(readFileSync(file.path, "utf8"))?.dataDirectory === dataDirectory ? "ours" : "foreign";
}

/** The folders that an earlier time had to make, outermost first. */
function formerFolders(files: readonly OwnedFile[], dataDirectory: string): readonly string[] {
  const made = files
    .filter((file) => "text" in file && stateOf(file, dataDirectory) === "ours")
    .flatMap(({ path }) => readOwnership(readFileSync(path, "utf8"))?.foldersMade ?? []);
  return [...new Set(made)];
}

function missingFolders(files: readonly OwnedFile[]): readonly string[] {
  const missing: string[] = [];
  for (const file of files) {
    const chain: string[] = [];
    for (let folder = dirname(file.path); !existsSync(folder); folder = dirname(folder)) chain.unshift(folder);
    missing.push(...chain);
  }
  return missing;
}

function place(file: OwnedFile, ownership: Ownership): void {
  mkdirSync(dirname(file.path), { recursive: true, mode: 0o700 });
  if ("linkTo" in file) {
    if (stateOf(file, ownership.dataDirectory) === "absent") symlinkSync(file.linkTo, file.path);
    return;
  }
  const fresh = `${file.path}.new`;
  try {
    writeFileSync(fresh, file.text(ownership), { mode: 0o600 });
    renameSync(fresh, file.path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

function removeOwn(files: readonly OwnedFile[], dataDirectory: string): void {
  for (const file of files.toReversed()) {
    if (stateOf(file, dataDirectory) === "ours") rmSync(file.path, { force: true });
  }
}

/** @param folders outermost first */
function removeEmpty(folders: readonly string[]): void {
  for (const folder of folders.toReversed()) {
    try {
      rmdirSync(folder);
    } catch {
      // Somebody else keeps something in it by now, or it is gone.
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function foreign(path: string): CroniumError {
  return new CroniumError("conflict", `${path} is there already, and not made by this Cronium`, {
    remedy: "Look what it is for, and move it away if it is not needed.",
  });
}
