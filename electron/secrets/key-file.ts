import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, rmSync } from "node:fs";
import { replaceText } from "../store/durable-files.ts";

/** The keys beside an encrypted file that has no passphrase, readable by its owner alone: usually one, one a line. */
export interface KeyFile {
  /** The newest last. While the key is changed there are two: the file is sealed with one of them. */
  read(): readonly string[];
  /** Adds a new one behind the others. @returns it */
  add(): string;
  /** Leaves this one alone, or none. */
  keepOnly(key: string | undefined): void;
}

export function keyFile(path: string): KeyFile {
  const read = (): readonly string[] => {
    if (!existsSync(path)) return [];
    chmodSync(path, 0o600);
    return readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  };
  const write = (keys: readonly string[]): void => {
    replaceText(path, keys.join("\n"));
  };
  return {
    read,
    add() {
      const key = randomBytes(32).toString("base64");
      write([...read(), key]);
      return key;
    },
    keepOnly(key) {
      if (key === undefined) rmSync(path, { force: true });
      else write([key]);
    },
  };
}
