const byteUnits = ["B", "KB", "MB", "GB", "TB"] as const;

/** A number of bytes: `0 B`, `812 B`, `1.4 KB`, `23 MB`; 1 KB is 1,000 bytes. */
export function bytesText(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 999.5 && unit < byteUnits.length - 1) {
    amount /= 1_000;
    unit += 1;
  }
  const digits = unit > 0 && amount < 9.95 ? 1 : 0;
  return `${amount.toFixed(digits)} ${byteUnits[unit] ?? "B"}`;
}
