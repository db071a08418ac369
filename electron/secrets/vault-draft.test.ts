import { expect, test } from "vitest";
import { draftVault } from "./vault-draft.ts";
import { VaultClosedError, type Vault } from "./vault.ts";

test("what was written is taken back; a secret that could not be read keeps what it was given", async () => {
  const entries = new Map([
    ["kept", "before"],
    ["spoilt", "?"],
  ]);
  const vault: Vault = {
    backend: "file",
    detail: "in memory",
    get: (reference) =>
      entries.get(reference) === "?"
        ? Promise.reject(new VaultClosedError("It was tampered with", "Give it anew."))
        : Promise.resolve(entries.get(reference)),
    set: (reference, value) => Promise.resolve(void entries.set(reference, value)),
    delete: (reference) => Promise.resolve(void entries.delete(reference)),
  };
  const draft = draftVault(vault);
  for (const reference of ["kept", "spoilt", "new"]) await draft.set(reference, "after");
  await draft.undo();
  expect([...entries]).toEqual([
    ["kept", "before"],
    ["spoilt", "after"],
  ]);
});
