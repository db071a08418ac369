import { expect, it } from "vitest";
import type { VaultStatus } from "../../bridge/views.ts";
import { unusedWords, vaultAnswer } from "./vault-words.ts";

const open: VaultStatus = {
  backend: "keychain",
  state: "open",
  detail: "Secret Service (libsecret)",
  hasPassphrase: false,
  keychain: "Secret Service (libsecret)",
  secrets: 2,
  unused: 0,
  problems: [],
  damaged: [],
};
const file: VaultStatus = { ...open, backend: "file", detail: "encrypted file /data/secrets.json, key beside it" };

it("says where secrets are, and whether that is in order", () => {
  const said = (status: VaultStatus): string => {
    const { tone, words, detail } = vaultAnswer(status);
    return `${tone}: ${words} ${detail}`;
  };
  expect(said(open)).toBe("completed: 2 secrets in this computer’s keychain: Secret Service (libsecret).");
  expect(said(file)).toMatch(/^partial: 2 secrets in an encrypted file .* give it a passphrase\.$/);
  expect(said({ ...file, hasPassphrase: true })).toMatch(/^completed: /);
  expect(said({ ...file, state: "locked" })).toMatch(/^partial: Locked\./);
  expect(said({ ...file, state: "none", backend: "none" })).toMatch(/^partial: No secret can be stored yet\./);
  expect(said({ ...file, damaged: ["server web"] })).toMatch(/^failed: .* tampered with\. Enter again: server web/);
});

it("tells of what nothing refers to", () => {
  expect(unusedWords(open)).toBeUndefined();
  expect(unusedWords({ ...open, unused: 2 })).toMatch(/^2 secrets that nothing refers to/);
});
