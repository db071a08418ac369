import { createHash } from "node:crypto";
import { kindAndBits } from "./key-bits.ts";

/** Of the field that is walked, in squares. */
const width = 17;
const height = 9;
/** A square by how often it was visited; then the start and the end. */
const marks = " .o+=*BOX@%&#/^SE";
const startMark = marks.length - 2;
const endMark = marks.length - 1;

/**
 * The picture of a public key that OpenSSH shows (`ssh-keygen -lv`, `VisualHostKey`): a bishop walks diagonally over a
 * board from its middle, by two bits of the key's SHA-256 each step, lowest first, and slides along the walls (D. Loss,
 * T. Limmer and A. von Gernler, “The drunken bishop: An analysis of the OpenSSH fingerprint visualization algorithm”,
 * 2009).
 * @param wire the key's public part
 * @returns 11 lines of 19 characters
 */
export function randomart(wire: Buffer): string {
  const visits = Array.from({ length: height }, () => new Array<number>(width).fill(0));
  let column = Math.floor(width / 2);
  let row = Math.floor(height / 2);
  const mark = (value: (before: number) => number): void => {
    const line = visits[row];
    if (line !== undefined) line[column] = value(line[column] ?? 0);
  };
  for (const byte of createHash("sha256").update(wire).digest()) {
    for (let bits = byte, step = 0; step < 4; step += 1, bits >>= 2) {
      column = within(column + ((bits & 1) === 1 ? 1 : -1), width);
      row = within(row + ((bits & 2) === 2 ? 1 : -1), height);
      mark((before) => Math.min(before + 1, startMark - 1));
    }
  }
  mark(() => endMark);
  const [middle, centre] = [Math.floor(height / 2), Math.floor(width / 2)];
  const start = visits[middle];
  if (start !== undefined && start[centre] !== endMark) start[centre] = startMark;
  const lines = visits.map((line) => `|${line.map((count) => marks[count] ?? " ").join("")}|`);
  return [border(titleOf(wire)), ...lines, border("[SHA256]")].join("\n");
}

function within(place: number, size: number): number {
  return Math.max(0, Math.min(size - 1, place));
}

function titleOf(wire: Buffer): string {
  const { kind, bits } = kindAndBits(wire);
  const whole = `[${kind} ${String(bits ?? "")}]`;
  return bits !== undefined && whole.length <= width ? whole : `[${kind.slice(0, width - 2)}]`;
}

function border(title: string): string {
  const before = Math.floor((width - title.length) / 2);
  return `+${"-".repeat(before)}${title}${"-".repeat(width - before - title.length)}+`;
}
