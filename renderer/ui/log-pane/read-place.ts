/**
 * What a typed place means: `1200` or `1,200` a line, `50%` a share of the log, `@120000` a byte of its file.
 * @param size of the file, bytes
 * @returns undefined when it means nothing
 */
export function readPlace(text: string, size: number): { readonly line: number } | { readonly at: number } | undefined {
  const plain = text.trim().replaceAll(/[,_\s]/g, "");
  const share = /^(\d{1,3}(?:\.\d+)?)%$/.exec(plain)?.[1];
  if (share !== undefined) return { at: Math.floor((Math.min(100, Number(share)) / 100) * size) };
  const byte = /^@(\d{1,15})$/.exec(plain)?.[1];
  if (byte !== undefined) return { at: Math.min(Number(byte), size) };
  return /^[1-9]\d{0,14}$/.test(plain) ? { line: Number(plain) } : undefined;
}
