import { counted } from "../plural.ts";
import type { LogRow } from "./row-layout.ts";
import { shownText } from "./shown-text.ts";

/**
 * Copies what is selected in a view, or else what it shows.
 * @param leadOf what stands before a line that is not selected but shown
 * @returns what came of it, in words
 */
export async function copyShown(
  view: HTMLElement | null,
  rows: readonly LogRow[],
  leadOf?: (line: LogRow["line"]) => string,
): Promise<string> {
  const text = shownText(view, rows, leadOf);
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    return `It could not be copied: ${error instanceof Error ? error.message : String(error)}`;
  }
  return `${counted(text.split("\n").length - (text.endsWith("\n") ? 1 : 0), "line")} copied.`;
}
