import type { SearchHit } from "../../bridge/views.ts";

type Match = SearchHit["matches"][number];

/** A line in which something was found, with the lines beside it that are not shown already. */
export interface Excerpt {
  /** The first match in the line. */
  readonly match: Match;
  readonly pieces: readonly { readonly text: string; readonly found: boolean }[];
  readonly before: string | undefined;
  readonly after: string | undefined;
}

function piecesOf(text: string, matches: readonly Match[]): Excerpt["pieces"] {
  const pieces: { text: string; found: boolean }[] = [];
  let at = 0;
  for (const { start, length } of matches) {
    if (start < at) continue;
    const end = Math.min(text.length, start + length);
    if (start > at) pieces.push({ text: text.slice(at, start), found: false });
    pieces.push({ text: text.slice(start, end), found: true });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), found: false });
  return pieces;
}

/** Puts matches in one line together, as far as they are in the same excerpt of it, and shows no line twice. */
export function excerptsOf(matches: readonly Match[]): readonly Excerpt[] {
  const groups: Match[][] = [];
  for (const match of matches) {
    const last = groups.at(-1);
    if (last?.[0]?.line === match.line && last[0].text === match.text) last.push(match);
    else groups.push([match]);
  }
  return groups.flatMap((group, index) => {
    const [match] = group;
    if (match === undefined) return [];
    const above = groups[index - 1]?.[0]?.line ?? -Infinity;
    const below = groups[index + 1]?.[0]?.line ?? Infinity;
    return [
      {
        match,
        pieces: piecesOf(match.text, group),
        // The line between two matches is shown once, after the first of them.
        before: above >= match.line - 2 ? undefined : match.before,
        after: below <= match.line + 1 ? undefined : match.after,
      },
    ];
  });
}
