import { z } from "zod";
import type { OccurrenceView } from "../../shared/schedule.ts";
import { listOccurrences } from "../store/occurrences.ts";
import { procedure, router } from "./procedure.ts";

export const occurrencesRouter = router({
  /** The ledger of an event, newest first. */
  list: procedure
    .input(
      z.strictObject({
        eventId: z.int(),
        sinceMs: z.int().optional(),
        untilMs: z.int().optional(),
        limit: z.int().min(1).max(10_000).default(200),
      }),
    )
    .query(async ({ ctx: context, input }): Promise<OccurrenceView[]> => {
      const rows = await listOccurrences(context.store.read, input);
      return rows.map((row) => ({
        id: row.id,
        eventId: row.event_id,
        eventName: row.event_name,
        scheduleId: row.schedule_id,
        dueAt: row.due_at,
        decidedAt: row.decided_at,
        decision: row.decision,
        cause: row.cause,
        reason: row.reason,
        calendar: row.calendar ?? undefined,
        jobId: row.job_id ?? undefined,
        absenceId: row.absence_id ?? undefined,
        run: undefined,
      }));
    }),
});
