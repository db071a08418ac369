/** Bits of an RSA key, from its wire form: a name, the exponent and the modulus (RFC 4253, 6.6). Undefined for others. */
export function rsaBits(wire: Buffer): number | undefined {
  const [name, , modulus] = fieldsOf(wire);
  if (name?.toString("latin1") !== "ssh-rsa" || modulus === undefined) return undefined;
  const start = modulus.findIndex((byte) => byte !== 0);
  return start < 0 ? 0 : (modulus.length - start) * 8 - Math.clz32(modulus[start] ?? 0) + 24;
}

/** What `ssh-keygen -l` calls a key's kind, and its bits: those of the curve, or of the modulus. */
export function kindAndBits(wire: Buffer): { readonly kind: string; readonly bits: number | undefined } {
  const name = fieldsOf(wire)[0]?.toString("latin1") ?? "";
  if (name === "ssh-ed25519") return { kind: "ED25519", bits: 256 };
  const curve = /^ecdsa-sha2-nistp(\d+)$/.exec(name)?.[1];
  if (curve !== undefined) return { kind: "ECDSA", bits: Number(curve) };
  return name === "ssh-rsa" ? { kind: "RSA", bits: rsaBits(wire) } : { kind: name, bits: undefined };
}

/** The first strings of a key, each after a length of 4 bytes (RFC 4251, 5); what is cut off is left out. */
function fieldsOf(wire: Buffer): readonly Buffer[] {
  const fields: Buffer[] = [];
  for (let at = 0; fields.length < 3 && at + 4 <= wire.length;) {
    const end = at + 4 + wire.readUInt32BE(at);
    if (end > wire.length) break;
    fields.push(wire.subarray(at + 4, end));
    at = end;
  }
  return fields;
}
