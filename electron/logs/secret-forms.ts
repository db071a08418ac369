/** Shorter secrets are not masked: their text stands in ordinary output too often. */
const shortestMaskedBytes = 4;

/**
 * Every form in which a secret may turn up in output: as it is, in base64 (at each of the three alignments, both
 * alphabets), URL-encoded, hexadecimal, JSON- and shell-escaped.
 */
export function secretForms(secret: string): readonly Buffer[] {
  const raw = Buffer.from(secret, "utf8");
  if (raw.length < shortestMaskedBytes) return [];
  const forms = [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll("%20", "+"),
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll("'", `'\\''`),
    secret.replaceAll(/[^\w@%+=:,./-]/g, (character) => `\\${character}`),
    raw.toString("hex"),
    raw.toString("hex").toUpperCase(),
    ...alignedBase64(raw),
  ];
  const unique = new Set(forms.filter((form) => Buffer.byteLength(form) >= shortestMaskedBytes));
  return [...unique].map((form) => Buffer.from(form, "utf8"));
}

/**
 * The characters of a base64 text that depend on nothing but the secret, for each position the secret may have in
 * the three-byte groups.
 */
function alignedBase64(raw: Buffer): string[] {
  return [0, 1, 2].flatMap((lead) => {
    const encoded = Buffer.concat([Buffer.alloc(lead), raw])
      .toString("base64")
      .replace(/=+$/, "");
    const from = lead === 0 ? 0 : lead + 1;
    const whole = Math.floor((lead + raw.length) / 3) * 4;
    const stable = encoded.slice(from, Math.max(whole, from));
    return [stable, stable.replaceAll("+", "-").replaceAll("/", "_"), ...(lead === 0 ? [encoded] : [])];
  });
}
