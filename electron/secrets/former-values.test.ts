import { expect, test } from "vitest";
import { deleteSecret, formerValues, replaceSecret, succeedSecret } from "./former-values.ts";
import { VaultClosedError } from "./vault.ts";

function memoryVault(): {
  readonly entries: Map<string, string>;
  get(reference: string): Promise<string | undefined>;
  set(reference: string, value: string): Promise<void>;
  delete(reference: string): Promise<void>;
} {
  const entries = new Map<string, string>();
  return {
    entries,
    get: (reference) => Promise.resolve(entries.get(reference)),
    set: (reference, value) => Promise.resolve(void entries.set(reference, value)),
    delete: (reference) => Promise.resolve(void entries.delete(reference)),
  };
}

test("the last five values a secret had are kept, the newest first, each once", async () => {
  const vault = memoryVault();
  await replaceSecret(vault, "a", "0");
  expect(await formerValues(vault, "a")).toEqual([]);
  for (const value of ["1", "1", "0", "2", "3", "4", "5", "6"]) await replaceSecret(vault, "a", value);
  expect(await vault.get("a")).toBe("6");
  expect(await formerValues(vault, "a")).toEqual(["5", "4", "3", "2", "0"]);
});

test("a secret is deleted with the values it had", async () => {
  const vault = memoryVault();
  for (const value of ["1", "2", "3"]) await replaceSecret(vault, "a", value);
  await replaceSecret(vault, "b", "1");
  await deleteSecret(vault, "a");
  expect([...vault.entries.keys()]).toEqual(["b"]);
});

test("a secret that cannot be read any more can be given a new value", async () => {
  const vault = memoryVault();
  const unreadable = () => Promise.reject(new VaultClosedError("It was tampered with", "Give it anew."));
  const spoilt = { ...vault, get: (reference: string) => (reference === "a" ? unreadable() : vault.get(reference)) };
  await replaceSecret(spoilt, "a", "new");
  await succeedSecret(spoilt, "a", "b", "newer");
  expect([...vault.entries]).toEqual([
    ["a", "new"],
    ["b", "newer"],
  ]);
  const closed = { ...spoilt, set: unreadable };
  await expect(replaceSecret(closed, "a", "new")).rejects.toThrow(VaultClosedError);
});
