import type { EventView, VersionComparison } from "../../bridge/views.ts";
import type { Question } from "../../ui/confirm.tsx";
import { counted } from "../../ui/plural.ts";

/**
 * What rolling an event back to a version would do, as a question.
 * @param comparison from the present version to that one
 */
export function askToRollBack(
  event: Pick<EventView, "name" | "status" | "version" | "unfinished">,
  { to, fields, script }: VersionComparison,
  onConfirm: () => void,
): Question {
  const changed = fields.filter(({ path }) => path !== "status").map(({ path }) => `\`${path}\``);
  if (script !== undefined) {
    changed.push(`\`script\` (${counted(script.added, "line")} added, ${counted(script.removed, "line")} removed)`);
  }
  const schedule = changed.some((path) => path.startsWith("`schedule"));
  const secrets = fields.some(
    ({ path, from, to: value }) => path.startsWith("env.") && [from, value].includes("(secret)"),
  );
  return {
    title: `Roll “${event.name}” back to version ${String(to.version)}?`,
    consequences: [
      changed.length === 0 ? "It does already what it did then." : `It changes ${changed.join(", ")}.`,
      `It becomes version ${String(event.version + 1)}; no version is lost, and this can be rolled back too.`,
      `Its status stays: ${event.status.toLowerCase()}.`,
      ...(schedule
        ? ["What its schedule had due until now is accounted for as it was; from now on the former schedule holds."]
        : []),
      ...(secrets ? ["Secrets come back with the value they have now, not with the one they had then."] : []),
      event.unfinished === 0
        ? "Jobs that are queued from now on run that version."
        : `${counted(event.unfinished, "job")} under way ${event.unfinished === 1 ? "is" : "are"} not touched: ${event.unfinished === 1 ? "it keeps the version it was" : "they keep the versions they were"} queued with.`,
    ],
    verb: "Roll back",
    onConfirm,
  };
}
