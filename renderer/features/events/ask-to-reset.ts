import type { EventSummary } from "../../bridge/views.ts";
import type { Question } from "../../ui/confirm.tsx";
import { counted } from "../../ui/plural.ts";

type Counted = Pick<EventSummary, "name" | "runCount" | "failureStreak" | "schedule">;

/** What resetting the counters of an event does, as a question. */
export function askToReset(event: Counted, activate: boolean, onConfirm: () => void): Question {
  const most = event.schedule?.maxRuns;
  return {
    title: activate
      ? `Reset the counters of “${event.name}” and activate it?`
      : `Reset the counters of “${event.name}”?`,
    consequences: [
      `Its ${counted(event.runCount, "counted run")} and ${counted(event.failureStreak, "failure")} in a row start again from 0.`,
      ...(most === undefined || most === null ? [] : [`Its schedule may make ${counted(most, "run")} again.`]),
      ...(activate ? ["It runs by its schedule from now on; what was due before is not made up for."] : []),
      "Its jobs, logs and ledger stay as they are.",
    ],
    verb: activate ? "Reset and activate" : "Reset",
    onConfirm,
  };
}
