import type { LogMatch } from "../../shared/log-search.ts";
import type { Paint } from "./paint.ts";

/** A match for a person: the line's number, and the line with what was found made visible. */
export function matchLine(match: Omit<LogMatch, "before" | "after">, paint: Paint): string {
  const { text, start, length, line, cutBefore, cutAfter, stream } = match;
  const end = Math.min(text.length, start + length);
  const shown = [
    cutBefore ? "…" : "",
    visible(text.slice(0, start)),
    paint("bold", visible(text.slice(start, end))),
    visible(text.slice(end)),
    cutAfter ? "…" : "",
  ].join("");
  const mark = stream === "stdout" ? "" : paint("grey", ` ${stream}`);
  return `${paint("blue", String(line))}${mark}: ${shown}`;
}

/** Keeps spaces, which may be what was looked for. */
function visible(text: string): string {
  return text.replaceAll("\t", "    ").replaceAll(/\p{Cc}/gu, "�");
}
