import { copiedText } from "./copied-text.ts";
import type { LogRow } from "./row-layout.ts";

/** What is selected in the view, or else all rows it shows; rows of one line are joined. */
export function shownText(
  view: HTMLElement | null,
  rows: readonly LogRow[],
  leadOf: (line: LogRow["line"]) => string = () => "",
): string {
  const selection = document.getSelection();
  const selected =
    view !== null && selection?.isCollapsed === false && view.contains(selection.anchorNode)
      ? copiedText(view, selection)
      : "";
  if (selected !== "") return selected;
  return rows
    .map(({ line, row, from, to }, index) => {
      const lead = row === 0 || index === 0 ? leadOf(line) : "";
      return lead + line.text.slice(from, to) + (to < line.text.length || line.goesOn ? "" : "\n");
    })
    .join("");
}
