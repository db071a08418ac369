import { CroniumError } from "../../shared/errors.ts";
import { openDelegationOfEvent, openDelegationsOnServer } from "../store/delegations.ts";
import type { Database } from "../store/tables.ts";

/**
 * A schedule that is left to a server is not changed: the server would go on by what it was given.
 * @throws CroniumError `conflict` while the event's schedule is left to one
 */
export async function refuseLentSchedule(database: Database, eventId: number): Promise<void> {
  const delegation = await openDelegationOfEvent(database, eventId);
  if (delegation === undefined) return;
  throw new CroniumError(
    "conflict",
    `The schedule of “${delegation.event_name}” is left to the server ${delegation.server_name}`,
    { remedy: `Take it back first, on the event's page or with \`cronium event reclaim ${String(eventId)}\`.` },
  );
}

/** @throws CroniumError `conflict` while a schedule is left to the server */
export async function refuseLentServer(database: Database, serverId: number): Promise<void> {
  const [delegation] = await openDelegationsOnServer(database, serverId);
  if (delegation === undefined) return;
  throw new CroniumError(
    "conflict",
    `The schedule of “${delegation.event_name}” is left to the server ${delegation.server_name}`,
    {
      remedy: `Take it back first, on the event's page or with \`cronium event reclaim ${String(delegation.event_id)}\`.`,
    },
  );
}
