import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Waits until a file's bytes are on the disk. It must not be open in SQLite: closing it here would drop its locks. */
export function syncFile(path: string): void {
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Waits until what was made, renamed or removed in a folder is on the disk. Windows does so by itself. */
export function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Puts a text in a file that is either as it was or as it is to be, whatever happens; readable by its owner alone. */
export function replaceText(path: string, text: string): void {
  const incoming = `${path}.incoming`;
  writeFileSync(incoming, text, { mode: 0o600, flush: true });
  renameSync(incoming, path);
  syncFolder(dirname(path));
}
