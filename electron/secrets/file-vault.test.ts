import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openFileVault } from "./file-vault.ts";
import type { Vault } from "./vault.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-vault-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function open(passphrase?: string): Vault {
  return openFileVault({ path: join(folder, "secrets.json"), keyPath: join(folder, "secrets.key"), passphrase });
}

test("gives back what was stored, also after a restart, and nothing after a deletion", async () => {
  const vault = open();
  await vault.set("a", "the secret");
  expect(await open().get("a")).toBe("the secret");
  await vault.delete("a");
  expect(await open().get("a")).toBeUndefined();
});

test("neither file shows the secret, and only the owner can read them", async () => {
  await open().set("a", "the secret");
  for (const name of ["secrets.json", "secrets.key"]) {
    expect(readFileSync(join(folder, name), "utf8")).not.toContain("the secret");
    expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  }
});

test("another passphrase, or an entry moved to another name, is refused", async () => {
  await open("right").set("a", "the secret");
  expect(() => open("wrong")).toThrow(/cannot be opened with this key/);
  const path = join(folder, "secrets.json");
  writeFileSync(path, readFileSync(path, "utf8").replace('"a":', '"b":'));
  expect(() => open("right")).toThrow(/cannot be opened with this key/);
});
