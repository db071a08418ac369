import { counted } from "../../ui/plural.ts";
import { numberOfDraft } from "../../ui/duration-draft.ts";
import type { EventDraft } from "./event-draft.ts";

type Bounded = Pick<EventDraft, "start" | "end" | "maxRuns" | "pauseAfterFailures">;

/** `2026-11-24T02:30:00` as `2026-11-24 02:30`: as exact as it was typed. */
function shown(text: string): string {
  return text.replace("T", " ").replace(/(\d\d:\d\d):00$/, "$1");
}

function span({ start, end }: Bounded): string {
  if (start.text === "" && end.text === "") return "from now on, without end";
  if (end.text === "") return `from ${shown(start.text)} on`;
  return start.text === "" ? `until ${shown(end.text)}` : `from ${shown(start.text)} until ${shown(end.text)}`;
}

/** How long a schedule holds and what ends it, on one line. */
export function boundsSummary(draft: Bounded): string {
  const most = numberOfDraft(draft.maxRuns);
  const failures = numberOfDraft(draft.pauseAfterFailures);
  return [
    span(draft),
    most === undefined ? "any number of runs" : `${counted(most, "run")} at most`,
    failures === undefined
      ? "failures do not pause it"
      : `paused after ${counted(failures, "failure")}${failures === 1 ? "" : " in a row"}`,
  ].join(" · ");
}
