import { randomBytes } from "node:crypto";
import { z } from "zod";
import { CroniumError } from "../../shared/errors.ts";
import { keyFromPassphrase, passphraseCost, scryptCost, seal, unseal } from "./sealing.ts";
import { VaultClosedError } from "./vault.ts";

/** All secrets of a vault for another: JSON, of which only the header can be read without the passphrase. */
const exportFile = z.strictObject({
  format: z.literal("cronium-secrets-export"),
  version: z.literal(1),
  /** When it was made, epoch milliseconds. */
  exportedAt: z.int().min(0),
  salt: z.base64().max(100),
  scrypt: scryptCost,
  sealed: z.string(),
});
type Header = Omit<z.output<typeof exportFile>, "sealed">;

const values = z.record(z.string(), z.string());

/** Seals secrets, by reference, for moving them. @returns the file's text */
export async function writeExport(
  entries: ReadonlyMap<string, string>,
  passphrase: string,
  exportedAt: number,
): Promise<string> {
  const salt = randomBytes(16);
  const header: Header = {
    format: "cronium-secrets-export",
    version: 1,
    exportedAt,
    salt: salt.toString("base64"),
    scrypt: passphraseCost,
  };
  const key = await keyFromPassphrase(passphrase, salt, header.scrypt);
  const content = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  return `${JSON.stringify({ ...header, sealed: seal(key, aboutExport(header), content) }, null, 2)}\n`;
}

export interface ReadExport {
  readonly exportedAt: number;
  readonly entries: ReadonlyMap<string, string>;
}

/**
 * @throws CroniumError `invalid_input` when it is no export of ours
 * @throws VaultClosedError when the passphrase is another, or the file was changed: nobody can tell which
 */
export async function readExport(text: string, passphrase: string): Promise<ReadExport> {
  const { sealed, ...header } = parse(text);
  const key = await keyFromPassphrase(passphrase, Buffer.from(header.salt, "base64"), header.scrypt);
  const content = unseal(key, aboutExport(header), sealed);
  if (content === undefined) {
    throw new VaultClosedError(
      "The export cannot be opened: this is not its passphrase, or the file was changed",
      "Give the passphrase that it was made with, or make the export again.",
    );
  }
  const entries = values.parse(JSON.parse(content.toString("utf8")));
  return { exportedAt: header.exportedAt, entries: new Map(Object.entries(entries)) };
}

function parse(text: string): z.output<typeof exportFile> {
  try {
    return exportFile.parse(JSON.parse(text));
  } catch (error) {
    throw new CroniumError("invalid_input", "This is no export of secrets that this version of Cronium can read", {
      remedy: "Choose a file that `cronium vault export` has made.",
      cause: error,
    });
  }
}

/** The header is sealed along with the content: a change in it is found. */
function aboutExport({ format, version, exportedAt, salt, scrypt }: Header): string {
  return JSON.stringify([format, version, exportedAt, salt, scrypt.N, scrypt.r, scrypt.p]);
}
