import type { ScheduleVersion } from "../../shared/schedule.ts";
import type { EventStatus } from "../../shared/words.ts";
import { describeSchedule } from "../schedule/describe.ts";
import type { VersionFacts } from "../schedule/explain-instant.ts";
import { toSchedule, toScheduleInput } from "../schedule/stored-schedule.ts";
import { openDelegationOfEvent } from "../store/delegations.ts";
import { eventAuditAt, type EventAuditRow } from "../store/schedule-history.ts";
import { scheduleVersions } from "../store/schedules.ts";
import type { Database, ScheduleRow } from "../store/tables.ts";

/** Every schedule an event has had, the newest first; also those of an event that is gone. */
export async function readVersions(database: Database, eventId: number): Promise<ScheduleVersion[]> {
  return (await scheduleVersions(database, eventId)).map(viewVersion).reverse();
}

/**
 * The same with what is known of the times at which they rested, oldest first.
 * @param status the event's present one; undefined when it is gone
 */
export async function readVersionFacts(
  database: Database,
  eventId: number,
  status: EventStatus | undefined,
): Promise<VersionFacts[]> {
  const rows = await scheduleVersions(database, eventId);
  const resting = rows.filter(({ active }) => active === 0);
  const audit =
    resting.length === 0
      ? []
      : await eventAuditAt(
          database,
          eventId,
          resting.map((row) => row.opened_at),
        );
  const lent = await openDelegationOfEvent(database, eventId);
  const auditAt = Map.groupBy(audit, ({ at }) => at);
  return rows.map((row): VersionFacts => {
    const rest = row.active === 1 ? undefined : readRest(auditAt.get(row.opened_at) ?? []);
    const present = row.closed_at === null && status !== "ACTIVE" ? status : undefined;
    return {
      ...viewVersion(row),
      restedAs: row.active === 1 ? undefined : (present ?? rest?.status),
      restedBecause: rest?.because,
      // What is left to a server is accounted for as it is collected.
      accountedUntil: lent?.schedule_id === row.id ? Math.min(row.cursor_at, lent.collected_at) : row.cursor_at,
    };
  });
}

function viewVersion(row: ScheduleRow): ScheduleVersion {
  return {
    id: row.id,
    schedule: toScheduleInput(row),
    words: describeSchedule(toSchedule(row)),
    active: row.active === 1,
    openedAt: row.opened_at,
    closedAt: row.closed_at ?? undefined,
    closedBecause: row.closed_because ?? undefined,
  };
}

interface Rest {
  readonly status: VersionFacts["restedAs"];
  readonly because: string | undefined;
}

/** What the audit trail says of the moment at which a schedule came to rest. */
function readRest(audit: readonly EventAuditRow[]): Rest | undefined {
  for (const { action, actor, detail } of audit.toReversed()) {
    const noted = (detail === null ? {} : JSON.parse(detail)) as {
      readonly status?: unknown;
      readonly reason?: unknown;
    };
    const status = restNames.find((name) => name === noted.status || action === `event.${name.toLowerCase()}`);
    if (status === undefined) continue;
    return { status, because: actor === "program" && typeof noted.reason === "string" ? noted.reason : undefined };
  }
  return undefined;
}

const restNames = ["DRAFT", "PAUSED", "ARCHIVED"] as const;
