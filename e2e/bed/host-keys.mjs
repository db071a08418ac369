/**
 * The servers' host keys, the same on every machine, so that the first-run example can name their fingerprints.
 *
 * These private keys are PUBLIC KNOWLEDGE: anyone can compute them from the text below. They prove nothing about a
 * server and serve only test servers that listen on loopback. Never give one to a server that a network can reach. The
 * client's key, which opens the servers' accounts, is not among them: every machine makes its own.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { ensureKey } from "./keys.mjs";
import { serverFiles } from "./layout.mjs";
import { openSshKeyPair } from "./openssh-key.mjs";

/** The server's own host key. Another seed text changes the fingerprints in examples/first-run. @param {string} name */
function ownHostKey(name) {
  const seed = createHash("sha256").update(`cronium test bed host key ${name}`).digest();
  return openSshKeyPair(seed, `cronium test bed ${name}, public knowledge`);
}

/** Lays the server's own host key where there is none; an exchanged one stays. @param {string} name */
export function ensureHostKey(name) {
  const { hostKeyFile } = serverFiles(name);
  if (!existsSync(hostKeyFile) || !existsSync(`${hostKeyFile}.pub`)) layOwnHostKey(name);
}

/** Puts a newly made, random host key in place of the server's own. @param {string} name */
export async function exchangeHostKey(name) {
  const { hostKeyFile } = serverFiles(name);
  rmSync(hostKeyFile, { force: true });
  rmSync(`${hostKeyFile}.pub`, { force: true });
  await ensureKey(hostKeyFile, `${name}, exchanged`);
}

/** Puts the server's own host key back. @param {string} name @returns {boolean} whether it had another one, or none */
export function bringBackHostKey(name) {
  const { hostKeyFile } = serverFiles(name);
  const { privateText, publicText } = ownHostKey(name);
  if (holds(hostKeyFile, privateText) && holds(`${hostKeyFile}.pub`, publicText)) return false;
  layOwnHostKey(name);
  return true;
}

/** @param {string} name */
function layOwnHostKey(name) {
  const { hostKeyFile } = serverFiles(name);
  const { privateText, publicText } = ownHostKey(name);
  replaceFile(`${hostKeyFile}.pub`, publicText, 0o644);
  // sshd refuses a host key that others may read.
  replaceFile(hostKeyFile, privateText, 0o600);
}

/** @param {string} file @param {string} text */
function holds(file, text) {
  return existsSync(file) && readFileSync(file, "utf8") === text;
}

/**
 * Replaces a file in one step: sshd may be reading it.
 * @param {string} file
 * @param {string} text
 * @param {number} mode
 */
function replaceFile(file, text, mode) {
  const next = `${file}.next`;
  rmSync(next, { force: true });
  writeFileSync(next, text, { mode });
  renameSync(next, file);
}
