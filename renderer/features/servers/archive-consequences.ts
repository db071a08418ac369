import type { ServerImpact } from "../../bridge/views.ts";
import { counted } from "../../ui/plural.ts";

/** More names than that are counted. */
const mostNames = 5;

/** What archiving a server takes away, one sentence each. */
export function archiveConsequences(impact: ServerImpact): readonly string[] {
  const { events, runningCount, queuedCount, delegations, reachedThrough, losesSecret } = impact;
  const lost = events.filter(({ onlyHere }) => onlyHere).map(({ name }) => name);
  const others = events.length - lost.length;
  return [
    "Nothing runs there any more and it is no longer checked.",
    ...(lost.length === 0 ? [] : [`No server is left for ${listed(lost)}: their runs fail.`]),
    ...(others === 0
      ? []
      : [
          `${counted(others, "event")} ${others === 1 ? "goes on without it, on its" : "go on without it, on their"} other servers.`,
        ]),
    ...(runningCount === 0
      ? []
      : [
          `${counted(runningCount, "run")} under way there: how ${runningCount === 1 ? "it ends" : "they end"} can no longer be seen.`,
        ]),
    ...(queuedCount === 0 ? [] : [`${counted(queuedCount, "job")} in the queue would have run there.`]),
    ...delegations.map(
      ({ eventName }) => `The schedule of ${eventName} is left to it. Take it back first: it would go on there unseen.`,
    ),
    ...(reachedThrough.length === 0 ? [] : [`No way leads any more to ${listed(reachedThrough)}.`]),
    losesSecret
      ? "Its key or password is removed from the vault; restoring it asks for it again."
      : "It can be restored at any time.",
    "Its jobs, logs and accepted host key are kept.",
  ];
}

function listed(names: readonly string[]): string {
  const rest = names.length - mostNames;
  return rest > 0 ? `${names.slice(0, mostNames).join(", ")} and ${String(rest)} more` : names.join(", ");
}
