import { createPrivateKey, type KeyObject } from "node:crypto";
import ssh2, { type ParsedKey } from "ssh2";

// Node finds this one export of the CommonJS package only on the package itself.
const { utils } = ssh2;

/**
 * Reads a private key: OpenSSH's own format, PEM of RSA and EC keys, PuTTY's, and PKCS #8 of RSA and EC keys, each
 * encrypted or not. Errors never quote the library: its texts are not ours to vouch for where keys are concerned.
 * @returns the key, or in plain words why it cannot be used
 */
export function readPrivateKey(text: string, passphrase: string | undefined): ParsedKey | string {
  const isEncrypted =
    passphrase === undefined ? "it is encrypted, and no passphrase is known" : "its passphrase is wrong";
  let plain = text.trim();
  if (/^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(plain)) {
    const key = readPkcs8(plain, passphrase);
    if (key === undefined) return plain.startsWith("-----BEGIN ENCRYPTED") ? isEncrypted : damaged;
    if (key.asymmetricKeyType !== "rsa" && key.asymmetricKeyType !== "ec") return damaged;
    const type = key.asymmetricKeyType === "rsa" ? "pkcs1" : "sec1";
    plain = key.export({ format: "pem", type }).toString();
  }
  const key = parse(plain, passphrase);
  if (key instanceof Error)
    return /passphrase|integrity|decrypt|authenticate/i.test(key.message) ? isEncrypted : damaged;
  return key.isPrivateKey() ? key : "it is a public key";
}

const damaged = "it is damaged, or in a format that is not supported";

function parse(text: string, passphrase: string | undefined): ParsedKey | Error {
  try {
    return utils.parseKey(text, passphrase);
  } catch (error) {
    // What is cut off in the middle makes the library throw rather than answer.
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** PKCS #8, which the library does not read. */
function readPkcs8(text: string, passphrase: string | undefined): KeyObject | undefined {
  try {
    return createPrivateKey({ key: text, format: "pem", ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    return undefined;
  }
}
