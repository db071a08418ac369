/**
 * An ed25519 key pair from a seed, in the text forms that OpenSSH reads: openssh-key-v1 without a passphrase
 * (PROTOCOL.key of OpenSSH) and the one line of a `.pub` file.
 */
import { createPrivateKey, createPublicKey } from "node:crypto";

/** What precedes the 32 bytes of an ed25519 seed in PKCS #8, DER encoded (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");
const keyKind = "ssh-ed25519";
/** Unencrypted private sections are padded to this many bytes. */
const blockSize = 8;

/**
 * @param {Buffer} seed 32 bytes, which are the private key
 * @param {string} comment
 * @returns {{ privateText: string, publicText: string }} the same texts for the same seed and comment
 */
export function openSshKeyPair(seed, comment) {
  const publicKey = publicKeyOf(seed);
  const publicBlob = Buffer.concat([field(keyKind), field(publicKey)]);
  // OpenSSH compares the two numbers to notice a wrong passphrase; without one any equal pair will do.
  const check = Buffer.concat([number(0), number(0)]);
  const secretFields = [field(keyKind), field(publicKey), field(Buffer.concat([seed, publicKey])), field(comment)];
  const secrets = padded(Buffer.concat([check, ...secretFields]));
  const header = [Buffer.from("openssh-key-v1\0"), field("none"), field("none"), field(""), number(1)];
  return {
    privateText: armored(Buffer.concat([...header, field(publicBlob), field(secrets)])),
    publicText: `${keyKind} ${publicBlob.toString("base64")} ${comment}\n`,
  };
}

/** @param {Buffer} seed @returns {Buffer} 32 bytes */
function publicKeyOf(seed) {
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: "der", type: "pkcs8" });
  return Buffer.from(createPublicKey(privateKey).export({ format: "jwk" }).x ?? "", "base64url");
}

/** The wire's string: its length in bytes, then the bytes. @param {string | Buffer} content */
function field(content) {
  const bytes = Buffer.from(content);
  return Buffer.concat([number(bytes.length), bytes]);
}

/** The wire's uint32. @param {number} value */
function number(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Fills up to the block size with 1, 2, 3, … @param {Buffer} bytes */
function padded(bytes) {
  const missing = (blockSize - (bytes.length % blockSize)) % blockSize;
  return Buffer.concat([bytes, Buffer.from(Array.from({ length: missing }, (_, index) => index + 1))]);
}

/** @param {Buffer} bytes */
function armored(bytes) {
  const lines = bytes.toString("base64").match(/.{1,70}/g) ?? [];
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join("\n");
}
