import { z } from "zod";

const unitBytes = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 } as const;
type SizeUnit = keyof typeof unitBytes;

const sizePattern = /^(\d+(?:\.\d+)?) ?(B|KB|MB|GB|TB)$/i;

/**
 * Reads a size such as `512B`, `100KB`, `5MB` or `1.5GB`; 1 KB is 1,000 bytes.
 * @returns bytes, or undefined when the text is no size
 */
export function parseSize(text: string): number | undefined {
  const match = sizePattern.exec(text.trim());
  if (!match) return undefined;
  const bytes = Math.round(Number(match[1]) * unitBytes[(match[2] ?? "B").toUpperCase() as SizeUnit]);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Writes bytes in the largest unit that divides them, so that `parseSize` gives the same number back. */
export function formatSize(bytes: number): string {
  for (const unit of ["TB", "GB", "MB", "KB"] as const) {
    if (bytes > 0 && bytes % unitBytes[unit] === 0) return `${String(bytes / unitBytes[unit])}${unit}`;
  }
  return `${String(bytes)}B`;
}

/** A size written by a person, or a number of bytes, parsed to bytes. */
export const sizeText = z.union([z.int(), z.string()]).transform((given, context) => {
  const bytes = typeof given === "number" ? given : parseSize(given);
  if (bytes === undefined) {
    context.addIssue({ code: "custom", message: sizeComplaint(String(given)) });
    return z.NEVER;
  }
  return bytes;
});

function sizeComplaint(text: string): string {
  if (sizePattern.test(text.trim())) return `"${text}" is too large; the most is about 9,000TB`;
  const unit = /^\d+(?:\.\d+)? ?([a-z]+)$/i.exec(text.trim())?.[1];
  if (unit !== undefined) return `"${text}": ${unit} is no unit of size; write B, KB, MB, GB or TB`;
  return `"${text}" is no size; write 100KB, 5MB or 1GB`;
}
