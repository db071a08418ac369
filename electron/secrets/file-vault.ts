import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { CroniumError } from "../../shared/errors.ts";
import { replaceText } from "../store/durable-files.ts";
import { keyFile } from "./key-file.ts";
import { openFormerFile } from "./former-file.ts";
import { keyFromKey, keyFromPassphrase, passphraseCost, seal, unseal, type ScryptCost } from "./sealing.ts";
import {
  aboutEntry,
  aboutKey,
  isWhole,
  readVaultFile,
  wholeSeal,
  writeVaultFile,
  type FormerVaultFile,
  type VaultFile,
} from "./vault-file.ts";
import { VaultClosedError, type ListedVault } from "./vault.ts";

export interface FileVaultOptions {
  readonly path: string;
  /** Where a random key is kept when there is no passphrase. */
  readonly keyPath: string;
  readonly passphrase: string | undefined;
  /** What deriving a key from a passphrase costs from now on. */
  readonly cost?: ScryptCost | undefined;
}

export interface FileVault extends ListedVault {
  readonly hasPassphrase: boolean;
  /** What was found wrong when it was opened, for a person; empty: nothing. */
  readonly problems: readonly string[];
  /** References of entries that were tampered with; each is as it was found until it is replaced. */
  readonly damaged: readonly string[];
  /** Whether this is the passphrase that it has now. */
  isPassphrase(passphrase: string): Promise<boolean>;
  /** Seals everything anew with a new key, for a passphrase or, without one, for a key file. All or nothing. */
  changeKey(passphrase: string | undefined): Promise<void>;
  /** Writes it as it is, so that it exists from now on. */
  keep(): void;
  /** Puts many in at once. */
  setAll(values: ReadonlyMap<string, string>): void;
}

interface Opened {
  readonly file: VaultFile;
  readonly dataKey: Buffer;
  readonly problems: readonly string[];
}

/**
 * Secrets in one file, each sealed with AES-256-GCM under its own nonce and bound to its reference and to this file.
 * Nothing is written before the first secret, or `keep`.
 * @throws VaultClosedError when the passphrase is missing or another, or the key file is gone
 * @throws CroniumError `storage` when the file is damaged as a whole
 */
export async function openFileVault({
  path,
  keyPath,
  passphrase,
  cost = passphraseCost,
}: FileVaultOptions): Promise<FileVault> {
  const keys = keyFile(keyPath);
  const stored = readVaultFile(path);
  const opened = stored === undefined ? await create() : await open(stored);
  let { file, dataKey } = opened;
  const damaged = new Set(Object.keys(file.entries).filter((reference) => read(reference) === undefined));
  const problems = [...opened.problems];
  const mark = readMark();
  if (mark !== undefined && mark.id === file.id && mark.generation > file.generation) {
    const [is, was] = [String(file.generation), String(mark.generation)];
    problems.push(`It is an older one than was used last (${is} instead of ${was}): someone has put it back`);
  }

  async function create(): Promise<Opened> {
    const dataKey = randomBytes(32);
    return { file: await sealedFor(passphrase, dataKey, { generation: 0, entries: {} }), dataKey, problems: [] };
  }

  async function open(file: VaultFile | FormerVaultFile): Promise<Opened> {
    if (file.version === 1) {
      const values = await openFormerFile(file, passphrase, keys.read());
      const dataKey = randomBytes(32);
      const fresh = await sealedFor(passphrase, dataKey, { generation: 0, entries: {} });
      const entries = Object.fromEntries(
        [...values].map(([name, value]) => [name, sealEntry(dataKey, fresh, name, value)]),
      );
      const next = { ...fresh, entries };
      return { file: { ...next, whole: wholeSeal(dataKey, next) }, dataKey, problems: [] };
    }
    const dataKey = await openKey(file);
    const isAsWritten = isWhole(dataKey, file);
    return {
      file,
      dataKey,
      problems: isAsWritten
        ? []
        : ["Something else than Cronium has changed it: entries were added, removed or changed"],
    };
  }

  async function openKey(file: VaultFile): Promise<Buffer> {
    const salt = Buffer.from(file.key.salt, "base64");
    if (file.key.from === "passphrase") {
      if (passphrase === undefined) throw lockedError();
      const dataKey = unseal(
        await keyFromPassphrase(passphrase, salt, file.key.scrypt),
        aboutKey(file),
        file.key.sealed,
      );
      if (dataKey === undefined) throw wrongPassphraseError();
      return dataKey;
    }
    for (const key of [...keys.read()].reverse()) {
      const dataKey = unseal(keyFromKey(Buffer.from(key, "base64"), salt, "wrap"), aboutKey(file), file.key.sealed);
      if (dataKey !== undefined) return dataKey;
    }
    throw new VaultClosedError(
      `The secrets file ${path} cannot be opened: its key ${keyPath} is missing or another one`,
      "Restore the key file from a backup, or move both away and enter the secrets again.",
    );
  }

  async function sealedFor(
    phrase: string | undefined,
    key: Buffer,
    content: Pick<VaultFile, "generation" | "entries">,
    id = randomBytes(16).toString("hex"),
  ): Promise<VaultFile> {
    const salt = randomBytes(16);
    const common = { salt: salt.toString("base64") };
    const wrap =
      phrase === undefined
        ? keyFromKey(Buffer.from(keys.read().at(-1) ?? keys.add(), "base64"), salt, "wrap")
        : await keyFromPassphrase(phrase, salt, cost);
    const from = phrase === undefined ? ("file" as const) : ("passphrase" as const);
    const sealed = seal(wrap, aboutKey({ id, key: { from } }), key);
    const next: VaultFile = {
      format: "cronium-secrets",
      version: 2,
      id,
      ...content,
      key: from === "file" ? { from, ...common, sealed } : { from, ...common, scrypt: cost, sealed },
      whole: "",
    };
    return { ...next, whole: wholeSeal(key, next) };
  }

  function read(reference: string): string | undefined {
    const sealed = file.entries[reference];
    return sealed === undefined ? undefined : unseal(dataKey, aboutEntry(file, reference), sealed)?.toString("utf8");
  }

  function write(entries: Readonly<Record<string, string>>): void {
    const next = { ...file, entries: { ...entries }, generation: file.generation + 1 };
    put({ ...next, whole: wholeSeal(dataKey, next) }, dataKey);
  }

  function put(next: VaultFile, key: Buffer): void {
    writeVaultFile(path, next);
    file = next;
    dataKey = key;
    // After the file: a stop in between leaves a mark that is behind, and says nothing.
    replaceText(`${path}.mark`, JSON.stringify({ id: next.id, generation: next.generation }));
  }

  function readMark(): { readonly id: string; readonly generation: number } | undefined {
    try {
      const text = existsSync(`${path}.mark`) ? readFileSync(`${path}.mark`, "utf8") : "null";
      return (JSON.parse(text) as { readonly id: string; readonly generation: number } | null) ?? undefined;
    } catch {
      return undefined;
    }
  }

  return {
    backend: "file",
    get hasPassphrase() {
      return file.key.from === "passphrase";
    },
    get detail() {
      const how = file.key.from === "file" ? "key beside it" : "locked with a passphrase";
      return `encrypted file ${path}, ${how}`;
    },
    problems,
    get damaged() {
      return [...damaged];
    },
    get(reference) {
      if (!damaged.has(reference)) return Promise.resolve(read(reference));
      return Promise.reject(
        new VaultClosedError(
          `The secret ${reference} in ${path} was tampered with`,
          "Enter it again, or restore the file from a backup.",
        ),
      );
    },
    set(reference, value) {
      write({ ...file.entries, [reference]: sealEntry(dataKey, file, reference, value) });
      damaged.delete(reference);
      return Promise.resolve();
    },
    delete(reference) {
      if (reference in file.entries) {
        const { [reference]: _gone, ...rest } = file.entries;
        write(rest);
        damaged.delete(reference);
      }
      return Promise.resolve();
    },
    references: () => Promise.resolve(Object.keys(file.entries)),
    async isPassphrase(phrase) {
      if (file.key.from !== "passphrase") return false;
      const wrap = await keyFromPassphrase(phrase, Buffer.from(file.key.salt, "base64"), file.key.scrypt);
      return unseal(wrap, aboutKey(file), file.key.sealed) !== undefined;
    },
    async changeKey(phrase) {
      // A damaged entry cannot be sealed anew, and must not be lost silently.
      const [first] = damaged;
      if (first !== undefined) {
        throw new CroniumError("conflict", `The secret ${first} was tampered with, so nothing is sealed anew`, {
          remedy: "Enter it again or delete what it belongs to, then try again.",
        });
      }
      const values = new Map(Object.keys(file.entries).map((reference) => [reference, read(reference) ?? ""]));
      const key = randomBytes(32);
      const added = phrase === undefined ? keys.add() : undefined;
      const fresh = await sealedFor(phrase, key, { generation: file.generation + 1, entries: {} });
      const entries = Object.fromEntries(
        [...values].map(([name, value]) => [name, sealEntry(key, fresh, name, value)]),
      );
      const next = { ...fresh, entries };
      put({ ...next, whole: wholeSeal(key, next) }, key);
      // Only now: until the file is replaced it needs the former key.
      keys.keepOnly(added);
    },
    keep() {
      if (!existsSync(path)) write(file.entries);
    },
    setAll(values) {
      const sealed = [...values].map(([name, value]) => [name, sealEntry(dataKey, file, name, value)] as const);
      write({ ...file.entries, ...Object.fromEntries(sealed) });
      for (const name of values.keys()) damaged.delete(name);
    },
  };
}

function sealEntry(key: Buffer, file: Pick<VaultFile, "id">, reference: string, value: string): string {
  return seal(key, aboutEntry(file, reference), Buffer.from(value));
}

function lockedError(): VaultClosedError {
  return new VaultClosedError("The vault is locked: its passphrase has not been given", unlockRemedy);
}

function wrongPassphraseError(): VaultClosedError {
  return new VaultClosedError("This is not the passphrase of the vault; nothing was changed", unlockRemedy);
}

const unlockRemedy =
  "Unlock it in Settings › Secrets or with `cronium vault unlock`, or start with CRONIUM_VAULT_PASSPHRASE_FILE.";
