import type { TextPart } from "../../shared/variable.ts";

/** A part of a text, never ending within a character of two units. @param from, length in units of UTF-16 */
export function textPart(text: string, from: number, length: number): TextPart {
  let end = Math.min(text.length, from + length);
  const last = text.charCodeAt(end - 1);
  const isCut = end < text.length && end - from > 1 && last >= 0xd800 && last <= 0xdbff;
  if (isCut) end -= 1;
  return { text: text.slice(from, end), next: end < text.length ? end : undefined, length: text.length };
}
