import { jobStatuses } from "../../../shared/words.ts";
import type { JobComparison } from "../../bridge/views.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { jobLooks } from "../../ui/status-looks.ts";

type Fact = JobComparison["facts"][number];

const labels: Readonly<Record<string, string>> = {
  status: "Ended",
  exitCode: "Exit code",
  failure: "Failure",
  durationMs: "Duration",
  targets: "Runs on",
  attempt: "Attempt",
  source: "Source",
  priority: "Priority",
  input: "Input",
};

function valueWords(path: string, value: string): string {
  if (path === "durationMs" && /^\d+$/.test(value)) return elapsedText(Number(value));
  const status = path === "status" ? jobStatuses.find((known) => known === value) : undefined;
  return status === undefined ? value : jobLooks[status].word;
}

/** A fact of two runs in a person's words. */
export function compareFact({ path, from, to }: Fact): {
  readonly label: string;
  readonly from: string;
  readonly to: string;
} {
  return { label: labels[path] ?? path, from: valueWords(path, from), to: valueWords(path, to) };
}
