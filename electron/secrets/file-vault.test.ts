import { createCipheriv, randomBytes, scryptSync } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openFileVault, type FileVault } from "./file-vault.ts";
import { passphraseCost } from "./sealing.ts";
import { VaultClosedError } from "./vault.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-vault-"));
  path = join(folder, "secrets.json");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The least there may be: these tests derive many keys. */
const cost = { N: 2 ** 14, r: 8, p: 1 };
const keyPath = (): string => join(folder, "secrets.key");
const open = (passphrase?: string): Promise<FileVault> => openFileVault({ path, keyPath: keyPath(), passphrase, cost });

interface StoredFile {
  generation: number;
  entries: Record<string, string>;
  key: { scrypt?: { N: number } };
}
const stored = (): StoredFile => JSON.parse(readFileSync(path, "utf8")) as StoredFile;
const store = (file: unknown): void => {
  writeFileSync(path, JSON.stringify(file));
};

test("gives back what was stored, also after a restart, and nothing after a deletion", async () => {
  const vault = await open();
  await vault.set("a", "the secret");
  expect(await (await open()).get("a")).toBe("the secret");
  await vault.delete("a");
  expect(await (await open()).get("a")).toBeUndefined();
});

test("no file shows the secret, and only the owner can read them", async () => {
  await (await open()).set("a", "the secret");
  for (const name of readdirSync(folder)) {
    expect(readFileSync(join(folder, name), "utf8")).not.toContain("the secret");
    expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  }
});

test("another passphrase, or none, opens nothing and changes nothing", async () => {
  await (await open("right one")).set("a", "the secret");
  const before = readFileSync(path, "utf8");
  await expect(open("wrong one")).rejects.toThrow(/not the passphrase of the vault; nothing was changed/);
  await expect(open()).rejects.toThrow(VaultClosedError);
  expect(readFileSync(path, "utf8")).toBe(before);
  expect(await (await open("right one")).get("a")).toBe("the secret");
});

describe("tampering", () => {
  beforeEach(async () => {
    const vault = await open();
    for (const name of ["a", "b"]) await vault.set(name, `secret ${name}`);
  });

  test("an entry with any bit flipped is told by its name, the other one still opens", async () => {
    const original = stored();
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 0, max: 7 }), async (at, bit) => {
        const bytes = Buffer.from(original.entries["a"] ?? "", "base64");
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
        store({ ...original, entries: { ...original.entries, a: bytes.toString("base64") } });
        const vault = await open();
        expect(vault.damaged).toEqual(["a"]);
        await expect(vault.get("a")).rejects.toThrow(/secret a in .* was tampered with/);
        expect(await vault.get("b")).toBe("secret b");
      }),
      { numRuns: 25 },
    );
  });

  test("any changed character of the file is noticed: it does not open, or says so", async () => {
    const text = readFileSync(path, "utf8");
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: text.length - 1 }), fc.constantFrom("0", "x", '"', "}"), async (at, character) => {
        fc.pre(text[at] !== character);
        writeFileSync(path, text.slice(0, at) + character + text.slice(at + 1));
        const found = await open().then(
          ({ problems, damaged }) => problems.length + damaged.length,
          () => 1,
        );
        expect(found).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  test("entries that changed places, came from another file, went or were put back are noticed", async () => {
    const original = stored();
    const { a = "", b = "" } = original.entries;
    store({ ...original, entries: { a: b, b: a } });
    expect((await open()).damaged.toSorted()).toEqual(["a", "b"]);
    store({ ...original, entries: { a } });
    expect((await open()).problems).toEqual([expect.stringContaining("Something else than Cronium has changed it")]);
    store({ ...original, entries: { a, b, c: a } });
    expect(await open()).toMatchObject({ damaged: ["c"], problems: [expect.any(String)] });
  });

  test("an older file that was put back is told", async () => {
    copyFileSync(path, `${path}.old`);
    await (await open()).set("a", "newer");
    copyFileSync(`${path}.old`, path);
    expect((await open()).problems).toEqual([expect.stringContaining("older one than was used last")]);
  });

  test("a file that was cut off, or asks for an absurd key, is refused as damaged", async () => {
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.slice(0, text.length / 2));
    await expect(open()).rejects.toThrow(/is damaged/);
    const locked = JSON.parse(text) as { key: object };
    for (const N of [1, 2 ** 30, 2 ** 17 + 1]) {
      store({ ...locked, key: { ...locked.key, from: "passphrase", scrypt: { N, r: 8, p: 1 } } });
      await expect(open("any passphrase")).rejects.toThrow(/is damaged/);
    }
  });

  test("a damaged entry keeps the file from being sealed anew, and may be entered again", async () => {
    const original = stored();
    store({ ...original, entries: { ...original.entries, a: original.entries["b"] ?? "" } });
    const vault = await open();
    await expect(vault.changeKey("another one")).rejects.toThrow(/secret a was tampered with/);
    await vault.set("a", "again");
    await vault.changeKey("another one");
    expect(await (await open("another one")).get("a")).toBe("again");
  });
});

describe("a new key", () => {
  test("seals everything anew: the former passphrase and the former key open nothing", async () => {
    const vault = await open();
    await vault.set("a", "the secret");
    const [sealed, key] = [stored().entries["a"], readFileSync(keyPath(), "utf8")];
    await vault.changeKey("first phrase");
    expect(existsSync(keyPath())).toBe(false);
    expect(stored()).toMatchObject({ key: { scrypt: cost } });
    expect(passphraseCost.N).toBe(2 ** 17);
    expect(stored().entries["a"]).not.toBe(sealed);
    await vault.changeKey("second phrase");
    await expect(open("first phrase")).rejects.toThrow(VaultClosedError);
    expect(await vault.isPassphrase("second phrase")).toBe(true);
    await (await open("second phrase")).changeKey(undefined);
    expect(readFileSync(keyPath(), "utf8")).not.toBe(key);
    expect(await (await open()).get("a")).toBe("the secret");
  });

  test("whenever it is cut off, the file opens with the key that is there", async () => {
    const vault = await open();
    await vault.set("a", "the secret");
    const before = { file: readFileSync(path), key: readFileSync(keyPath(), "utf8") };
    await vault.changeKey(undefined);
    const after = { file: readFileSync(path), key: readFileSync(keyPath(), "utf8") };
    // As it is between the steps: both keys are there, the file is the former or the new one.
    writeFileSync(keyPath(), [before.key, after.key].join("\n"));
    for (const file of [before.file, after.file]) {
      writeFileSync(path, file);
      expect(await (await open()).get("a")).toBe("the secret");
    }
  });
});

test("a file of the first version opens, and is of the present one with the next change", async () => {
  const salt = randomBytes(16);
  const key = scryptSync("old phrase", salt, 32, { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 });
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from("a"));
  const sealed = Buffer.concat([cipher.update("the secret", "utf8"), cipher.final()]);
  const entry = Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
  store({ version: 1, salt: salt.toString("base64"), entries: { a: entry } });
  await expect(open("another")).rejects.toThrow(VaultClosedError);
  const vault = await open("old phrase");
  expect(await vault.get("a")).toBe("the secret");
  await vault.set("b", "another");
  expect(stored()).toMatchObject({ version: 2, generation: 1 });
  expect(await (await open("old phrase")).get("a")).toBe("the secret");
});
