import { stopSummary } from "../../shared/stop-summary.ts";
import type { ExecutionLine } from "./answers.ts";
import { alignedLines } from "./table.ts";
import { plainText } from "./text.ts";
import { shortDuration, utcTime } from "./time-text.ts";

/** How the executions of a job were stopped, and what shows that they are gone; nothing for those that were not. */
export function stopLines(executions: readonly ExecutionLine[]): readonly string[] {
  const lines = executions.flatMap(({ target, attempt, stopProof }) => {
    if (stopProof === undefined) return [];
    const { askedAt, signals, ended, survivors } = stopProof;
    const after = (at: number): string => `+${shortDuration(Math.max(0, at - askedAt))}`;
    const moments = [
      ...signals.map(({ at, signal, to, count }) => ({ at, what: signal, who: listed(to, count) })),
      ...ended.map(({ at, process }) => ({ at, what: "gone", who: process })),
    ].sort((left, right) => left.at - right.at);
    return [
      `  ${plainText(target)}, attempt ${String(attempt)}, asked for at ${utcTime(askedAt)}: ${stopSummary(stopProof, shortDuration)}`,
      ...alignedLines(moments.map(({ at, what, who }) => [`    ${after(at)}`, what, plainText(who)])),
      ...survivors.map((survivor) => `    still alive: ${plainText(survivor)}`),
    ];
  });
  return lines.length === 0 ? [] : ["", "stopped", ...lines];
}

function listed(names: readonly string[], count: number): string {
  const more = count - names.length;
  return `${names.join("; ")}${more > 0 ? `; and ${String(more)} more` : ""}`;
}
