const byteUnits = ["B", "KB", "MB", "GB", "TB"] as const;

/** A number of bytes: `0 B`, `812 B`, `1.4 KB`, `23 MB`; 1 KB is 1,000 bytes. */
export function bytesText(bytes: number): string {
  return inUnits(bytes, byteUnits, 1_000, 999.5);
}

const binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** A number of bytes of memory, as its limits are set: `12 MiB`, `1.5 GiB`; 1 KiB is 1,024 bytes. */
export function binaryBytesText(bytes: number): string {
  return inUnits(bytes, binaryUnits, 1_024, 1_023.5);
}

function inUnits(bytes: number, units: readonly string[], step: number, largest: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= largest && unit < units.length - 1) {
    amount /= step;
    unit += 1;
  }
  const digits = unit > 0 && amount < 9.95 ? 1 : 0;
  return `${amount.toFixed(digits)} ${units[unit] ?? "B"}`;
}
