import type { BulkResult, EventSummary } from "../../bridge/views.ts";
import type { Question } from "../../ui/confirm.tsx";
import { counted } from "../../ui/plural.ts";

export type BulkVerb = "activate" | "pause" | "archive" | "run" | "tag" | "delete";

const doneWords: Readonly<Record<BulkVerb, string>> = {
  activate: "active",
  pause: "paused",
  archive: "archived",
  run: "queued",
  tag: "tagged anew",
  delete: "deleted",
};

export interface BulkOutcome {
  readonly title: string;
  /** Why some refused, one sentence each; undefined when none did. */
  readonly trouble: string | undefined;
}

/** Told at most; the others are counted. */
const mostTold = 4;

/** What became of all of them. */
export function bulkOutcome(verb: BulkVerb, results: readonly BulkResult[]): BulkOutcome {
  const refused = results.flatMap((result) => (result.ok ? [] : [result]));
  const done = results.length - refused.length;
  const is = done === 1 ? "is" : "are";
  if (refused.length === 0) return { title: `${counted(done, "event")} ${is} ${doneWords[verb]}`, trouble: undefined };
  const told = refused
    .slice(0, mostTold)
    .map(({ error }) => `${error.message}. ${error.remedy ?? ""}`.trim())
    .map((sentence) => sentence.replace(/\.\.$/, "."));
  if (refused.length > mostTold) told.push(`And ${String(refused.length - mostTold)} more.`);
  return {
    title: `${String(done)} of ${counted(results.length, "event")} ${is} ${doneWords[verb]}`,
    trouble: told.join(" "),
  };
}

/** What is asked before an action that is not easily taken back; undefined for one that is. */
export function bulkQuestion(
  verb: BulkVerb,
  events: readonly EventSummary[],
  onConfirm: () => void,
): Question | undefined {
  const many = counted(events.length, "event");
  const each = events.length === 1 ? "It" : "They";
  switch (verb) {
    case "run":
      return {
        title: `Run ${many} now?`,
        consequences: [
          `${counted(events.length, "job")} ${events.length === 1 ? "is" : "are"} queued at once, whatever the status.`,
        ],
        verb: "Run",
        onConfirm,
      };
    case "archive":
      return {
        title: `Archive ${many}?`,
        consequences: [
          `${each} will not be due any more. Jobs, logs and versions stay, and each can be taken out of the archive.`,
        ],
        verb: "Archive",
        onConfirm,
      };
    case "delete": {
      const busy = events.filter((event) => event.unfinished > 0).length;
      return {
        title: `Delete ${many}?`,
        consequences: [
          "All their jobs, logs, versions and secrets are removed. Their ledger of due times stays.",
          ...(busy === 0
            ? []
            : [`${counted(busy, "event")} with unfinished jobs will be left as ${busy === 1 ? "it is" : "they are"}.`]),
          "This cannot be undone. Archive them instead to keep their history.",
        ],
        verb: "Delete",
        danger: true,
        onConfirm,
      };
    }
    default:
      return undefined;
  }
}
