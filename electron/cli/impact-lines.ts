import type { ServerImpactAnswer } from "./answers.ts";
import { counted, plainText } from "./text.ts";

/** What archiving a server takes away, one sentence each; none: nothing that anything depends on. */
export function impactLines(impact: ServerImpactAnswer): readonly string[] {
  const lost = impact.events.filter(({ onlyHere }) => onlyHere).map(({ name }) => plainText(name));
  const others = impact.events.length - lost.length;
  const lines: readonly (string | undefined)[] = [
    lost.length === 0 ? undefined : `No server is left for: ${lost.join(", ")}. Their runs fail.`,
    others === 0 ? undefined : `${counted(others, "event")} no longer run there, but on their other servers.`,
    impact.runningCount === 0
      ? undefined
      : `${counted(impact.runningCount, "execution")} under way there: what becomes of them can no longer be seen.`,
    impact.queuedCount === 0 ? undefined : `${counted(impact.queuedCount, "job")} in the queue would run there.`,
    ...impact.delegations.map(
      ({ eventName, untilAt }) =>
        `The schedule of ${plainText(eventName)} is left to it until ${new Date(untilAt).toISOString()}; revoke it first.`,
    ),
    impact.reachedThrough.length === 0
      ? undefined
      : `No way leads any more to: ${impact.reachedThrough.map(plainText).join(", ")}.`,
  ];
  return lines.filter((line) => line !== undefined);
}
