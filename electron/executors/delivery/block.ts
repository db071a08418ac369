import { posix } from "node:path";
import type { StoredFile } from "./kit.ts";
import { quote } from "./quote.ts";

/** Shell text that lays files down when a POSIX shell reads it, and the bytes that must follow it in the same file. */
export interface Storing {
  readonly lines: readonly string[];
  readonly behind: Buffer;
}

/** Larger texts make a shell slow; they go behind its text and are cut out of it. */
const longestText = 48 * 1024;

/**
 * Says how to lay files down from a block: small texts as words of the shell itself, which costs no process, the rest
 * cut out of the block's end. Folders must be there already.
 * @param block the shell's word for the file that holds the text and what is behind it
 * @param orFail what follows each command that may fail, such as `|| exit 125`
 */
export function storeFiles(files: readonly StoredFile[], block: string, orFail: string): Storing {
  const isBehind = ({ bytes }: StoredFile): boolean => bytes.length > longestText || bytes.includes(0);
  const behind = files.filter(isBehind);
  const within = files.filter((file) => !isBehind(file));
  let rest = behind.reduce((total, { bytes }) => total + bytes.length, 0);
  const cuts = behind.map(({ path, bytes }) => {
    const from = `tail -c ${String(rest)} ${block}`;
    const cut = rest === bytes.length ? from : `${from} | head -c ${String(bytes.length)}`;
    rest -= bytes.length;
    return `${cut} >${quote(path)} ${orFail}`;
  });
  const texts = within.map(({ path, bytes }) => `printf %s ${quote(bytes.toString("utf8"))} >${quote(path)} ${orFail}`);
  return { lines: [...texts, ...cuts], behind: Buffer.concat(behind.map(({ bytes }) => bytes)) };
}

/** The folders that files need, each after the one it is in; those above `within` are there. */
export function foldersOf(files: readonly StoredFile[], within = "."): readonly string[] {
  const folders = new Set<string>();
  const add = (folder: string): void => {
    if (folder === "." || folder === "/" || folder === within || folders.has(folder)) return;
    add(posix.dirname(folder));
    folders.add(folder);
  };
  for (const { path } of files) add(posix.dirname(path));
  return [...folders];
}
