import { closeSync, fstatSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";

/** Texts are filled up with spaces to a multiple of this, so that a new one fits where the old one lies. Bytes. */
const roomBytes = 1_024;

/**
 * Replaces a small file as a whole, readable by its owner alone: a reader sees the old text or the new one. Where the
 * disk is too full for a second file, the new text is written over the old one, which takes no more room.
 * @param text must be indifferent to spaces after it, as JSON is
 * @throws Error of the file system
 */
export function replaceFile(path: string, text: string): void {
  const bytes = padded(text);
  const fresh = `${path}.new`;
  try {
    writeFileSync(fresh, bytes, { mode: 0o600 });
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    if (!isFull(error) || !overwrite(path, bytes)) throw error;
  }
}

/** @returns false when there is no file of that length to write over */
function overwrite(path: string, bytes: Buffer): boolean {
  let file: number;
  try {
    file = openSync(path, "r+");
  } catch {
    return false;
  }
  try {
    if (fstatSync(file).size !== bytes.length) return false;
    writeSync(file, bytes, 0, bytes.length, 0);
    return true;
  } finally {
    closeSync(file);
  }
}

function padded(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([bytes], Math.ceil((bytes.length + 1) / roomBytes) * roomBytes).fill(" ", bytes.length);
}

function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}
