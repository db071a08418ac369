/** The client's ed25519 key, made once and kept for as long as the bed's folder, and fingerprints of keys. */
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { furtherPlans } from "./further-servers.mjs";
import { exampleKeyFile, layout } from "./layout.mjs";
import { runCommand } from "./run.mjs";

/**
 * Makes a key pair without a passphrase unless it is there.
 * @param {string} file @param {string} comment @param {"ed25519" | "rsa" | "ecdsa"} [kind]
 */
export async function ensureKey(file, comment, kind = "ed25519") {
  if (existsSync(file) && existsSync(`${file}.pub`)) return;
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  await runCommand("ssh-keygen", ["-q", "-t", kind, "-N", "", "-C", comment, "-f", file]);
  chmodSync(file, 0o600);
}

/** Makes the keys that open the servers, a certificate by which one of them counts, and a password. */
export async function prepareClientKeys() {
  await Promise.all([
    ensureKey(layout.clientKeyFile, "cronium test bed client"),
    ensureKey(layout.rsaKeyFile, "cronium test bed client", "rsa"),
    ensureKey(layout.ecdsaKeyFile, "cronium test bed client", "ecdsa"),
    ensureKey(layout.authorityKeyFile, "cronium test bed authority"),
  ]);
  chmodSync(dirname(layout.clientKeyFile), 0o700);
  if (!existsSync(layout.passwordFile)) {
    writeFileSync(layout.passwordFile, randomBytes(18).toString("base64url"), { mode: 0o600 });
  }
  if (!existsSync(layout.certificateFile)) await certify();
}

/** A certificate without an end, for any account, of the client's key. */
async function certify() {
  const names = furtherPlans.map((plan) => plan.username).join(",");
  const what = ["-s", layout.authorityKeyFile, "-I", "cronium test bed client", "-n", names];
  await runCommand("ssh-keygen", ["-q", ...what, `${layout.clientKeyFile}.pub`]);
}

/** Lays a copy of the client's key where the first-run example looks for it; rejects where this clone is not ours. */
export async function layExampleKey() {
  if (!existsSync(dirname(exampleKeyFile)) || isSameText(layout.clientKeyFile, exampleKeyFile)) return;
  rmSync(exampleKeyFile, { force: true });
  copyFileSync(layout.clientKeyFile, exampleKeyFile);
  chmodSync(exampleKeyFile, 0o600);
}

/** @param {string} one @param {string} other */
function isSameText(one, other) {
  return existsSync(other) && readFileSync(one, "utf8") === readFileSync(other, "utf8");
}

/**
 * The fingerprint as `ssh-keygen -l` prints it, `SHA256:…`, or undefined when the key has not been made.
 * @param {string} privateKeyFile
 */
export function fingerprintOf(privateKeyFile) {
  if (!existsSync(`${privateKeyFile}.pub`)) return undefined;
  const blob = readFileSync(`${privateKeyFile}.pub`, "utf8").split(" ")[1] ?? "";
  const digest = createHash("sha256").update(Buffer.from(blob, "base64")).digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}
