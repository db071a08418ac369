/** What a file that `IdentityFile` names holds. */
export type KeyFile = "private" | "encrypted" | "public" | "other";

/**
 * Says what a file holds by its text alone: nothing of it is decrypted. An OpenSSH key names its cipher after the
 * magic `openssh-key-v1` (PROTOCOL.key); others say in their header that they are encrypted (RFC 1421, RFC 5958).
 */
export function describeKeyFile(text: string): KeyFile {
  if (/^(ssh-|ecdsa-|sk-)\S+ [A-Za-z0-9+/]/.test(text.trimStart())) return "public";
  const match = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----([\s\S]*?)-----END/.exec(text);
  if (!match) return "other";
  const [, kind = "", body = ""] = match;
  if (kind !== "OPENSSH ") {
    return kind === "ENCRYPTED " || /Proc-Type:\s*4,ENCRYPTED/.test(body) ? "encrypted" : "private";
  }
  const bytes = Buffer.from(body.replaceAll(/\s/g, ""), "base64");
  const magic = "openssh-key-v1\0";
  if (bytes.length < magic.length + 4 || bytes.toString("latin1", 0, magic.length) !== magic) return "other";
  const length = bytes.readUInt32BE(magic.length);
  const cipher = bytes.toString("latin1", magic.length + 4, magic.length + 4 + length);
  return cipher === "none" ? "private" : "encrypted";
}
