import type { Tone } from "./status-looks.ts";
import tones from "./tones.module.css";

/** The class that sets `--tone-mark`, `--tone-text` and `--tone-soft` for an element and what is in it. */
export function toneClass(tone: Tone): string {
  return tones[tone] ?? "";
}

/** Joins class names, leaving out what is not there. */
export function classes(...names: readonly (string | false | undefined)[]): string {
  return names.filter((name) => name !== false && name !== undefined && name !== "").join(" ");
}
