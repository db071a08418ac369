/**
 * The text of the rows that a selection touches: rows of one line are joined, times are left out. Where it is of several
 * lines, each begins with where it is from, in a view that says so.
 */
export function copiedText(view: HTMLElement, selection: Selection): string {
  if (selection.rangeCount === 0) return "";
  const range = selection.getRangeAt(0);
  const pieces: { readonly lead: string; readonly text: string }[] = [];
  for (const row of view.querySelectorAll<HTMLElement>("[data-joined]")) {
    const content = row.lastElementChild;
    if (content === null || !range.intersectsNode(content)) continue;
    const own = document.createRange();
    own.selectNodeContents(content);
    if (own.comparePoint(range.startContainer, range.startOffset) === 0) {
      own.setStart(range.startContainer, range.startOffset);
    }
    if (own.comparePoint(range.endContainer, range.endOffset) === 0) own.setEnd(range.endContainer, range.endOffset);
    const lead = row.querySelector("[data-lead]")?.textContent ?? "";
    const text = own.toString() + (row.dataset["joined"] === "true" ? "" : "\n");
    pieces.push({ lead: lead === "" ? "" : `${lead}  `, text });
  }
  const isSeveral = pieces.slice(0, -1).some((piece) => piece.text.endsWith("\n"));
  const text = pieces.map((piece) => (isSeveral ? piece.lead : "") + piece.text).join("");
  return text.includes("\n") && text.indexOf("\n") === text.length - 1 ? text.slice(0, -1) : text;
}
