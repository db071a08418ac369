import type { useApiClient } from "../../bridge/api.tsx";
import { toProblem } from "../../bridge/problem.ts";
import type { JobCounts } from "../../bridge/views.ts";
import { navigate } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import type { Question } from "../../ui/confirm.tsx";
import { counted } from "../../ui/plural.ts";

interface Doomed {
  readonly id: number;
  readonly name: string;
  readonly unfinished: number;
}

/** What deleting this event would take with it, as a question; or why it cannot be deleted yet, and the way there. */
export async function askToDelete(
  client: ReturnType<typeof useApiClient>,
  event: Doomed,
  onConfirm: () => void,
): Promise<Question> {
  let counts: JobCounts | undefined;
  let unknown: string | undefined;
  try {
    counts = await client.jobs.counts.query({ eventId: event.id });
  } catch (error) {
    unknown = toProblem(error).message;
  }
  const unfinished = counts === undefined ? event.unfinished : counts.queued + counts.claimed + counts.running;
  if (unfinished > 0) {
    return {
      title: `“${event.name}” cannot be deleted yet`,
      consequences: [
        `${counted(unfinished, "job")} of it ${unfinished === 1 ? "is" : "are"} not finished. Cancel ${unfinished === 1 ? "it" : "them"} or wait for the end, then delete the event.`,
      ],
      verb: "Show what is unfinished",
      onConfirm: () => navigate(paths.jobs({ event: event.id, status: "queued,claimed,running" })),
    };
  }
  const jobs = counts === undefined ? undefined : Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    title: `Delete “${event.name}”?`,
    consequences: [
      jobs === undefined
        ? `All its jobs and their logs are removed. How many there are could not be read: ${unknown ?? ""}`
        : jobs === 0
          ? "It has no jobs yet."
          : `${jobs === 1 ? "Its 1 job and its log are" : `All ${counted(jobs, "job")} of it and their logs are`} removed.`,
      "Its versions and secrets are removed. Its ledger of due times stays: it can be read with `cronium why`.",
      "This cannot be undone. Archive it instead to keep its history.",
    ],
    verb: "Delete",
    danger: true,
    onConfirm,
  };
}
