import { z } from "zod";
import type { AbsenceView, MissedRun } from "../../shared/absence.ts";
import { CroniumError } from "../../shared/errors.ts";
import { runMissed } from "../queue/run-missed.ts";
import { acknowledgeAbsence, findAbsence, openAbsences } from "../store/absences.ts";
import type { AbsenceRow, Database } from "../store/tables.ts";
import { viewAbsence } from "./absence-views.ts";
import { procedure, router } from "./procedure.ts";

const byId = z.strictObject({ id: z.int() });

export const absencesRouter = router({
  /** The absences nobody has put away yet, newest first. */
  latest: procedure.query(async ({ ctx: context }): Promise<AbsenceView[]> => {
    const rows = await openAbsences(context.store.read);
    return Promise.all(rows.map((row) => viewAbsence(context.store.read, row)));
  }),

  get: procedure
    .input(byId)
    .query(async ({ ctx: context, input }) =>
      viewAbsence(context.store.read, await absenceOrError(context.store.read, input.id)),
    ),

  acknowledge: procedure.input(byId).mutation(async ({ ctx: context, input }) => {
    await absenceOrError(context.store.read, input.id);
    if (await acknowledgeAbsence(context.store.write, input.id, context.clock.now())) {
      context.changes.announce({ noun: "absence", id: input.id });
    }
    return {};
  }),

  /**
   * Queues one job for the latest instant each event missed. Without `eventIds`: of the events whose latest instant
   * was not caught up anyway.
   */
  runMissed: procedure
    .input(z.strictObject({ id: z.int(), eventIds: z.array(z.int()).max(100_000).optional() }))
    .mutation(async ({ ctx: context, input }): Promise<MissedRun[]> => {
      const absence = await absenceOrError(context.store.write, input.id);
      const eventIds = input.eventIds ?? waiting(await viewAbsence(context.store.write, absence));
      const runs = await runMissed(context.store.write, context.ids, {
        absenceId: absence.id,
        eventIds,
        now: context.clock.now(),
      });
      const fresh = runs.filter(({ isNew }) => isNew);
      for (const { jobId, eventId } of fresh) {
        context.changes.announce({ noun: "job", id: jobId });
        context.changes.announce({ noun: "occurrence", id: eventId });
      }
      if (fresh.length > 0) {
        context.changes.announce({ noun: "absence", id: absence.id });
        context.queued();
      }
      return runs;
    }),
});

function waiting({ events }: AbsenceView): number[] {
  return events
    .filter(({ exists, missed, latestCaughtUp }) => exists && missed > 0 && !latestCaughtUp)
    .map(({ eventId }) => eventId);
}

async function absenceOrError(database: Database, id: number): Promise<AbsenceRow> {
  const absence = await findAbsence(database, id);
  if (absence !== undefined) return absence;
  throw new CroniumError("not_found", `There is no absence ${String(id)}`, {
    remedy: "List them with `cronium away`.",
  });
}
