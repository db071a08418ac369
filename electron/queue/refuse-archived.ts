import { CroniumError } from "../../shared/errors.ts";
import type { EventRow } from "../store/event-tables.ts";

/**
 * What is put away runs for nobody.
 * @throws CroniumError `conflict` for an archived event
 */
export function refuseArchived({ id, name, status }: Pick<EventRow, "id" | "name" | "status">): void {
  if (status !== "ARCHIVED") return;
  throw new CroniumError("conflict", `“${name}” is archived: it does not run`, {
    remedy: `Take it out of the archive first, in its menu or with \`cronium event activate ${String(id)}\`, or \`event pause\` if its schedule is not to run.`,
  });
}
