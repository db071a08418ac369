import { z } from "zod";
import type { AbsencePage, AbsenceView, MissedRun } from "../../shared/absence.ts";
import { CroniumError } from "../../shared/errors.ts";
import { runMissed } from "../queue/run-missed.ts";
import { acknowledgeAbsence, countOpenAbsences, findAbsence, openAbsences } from "../store/absences.ts";
import type { AbsenceRow, Database } from "../store/tables.ts";
import { viewAbsence, viewAbsences } from "./absence-views.ts";
import type { ApiContext } from "./context.ts";
import { procedure, router } from "./procedure.ts";

const byId = z.strictObject({ id: z.int() });

/** Absences told of at once: each may concern every event there is. */
const mostAtOnce = 20;

export const absencesRouter = router({
  /**
   * The newest absences nobody has put away yet, newest first, and how many there are in all. With `beforeId`: the
   * newest of those before that one.
   */
  latest: procedure
    .input(z.strictObject({ beforeId: z.int().optional() }).optional())
    .query(async ({ ctx: context, input }): Promise<AbsencePage> => {
      const database = context.store.read;
      const [total, rows] = await Promise.all([
        countOpenAbsences(database),
        openAbsences(database, { limit: mostAtOnce, beforeId: input?.beforeId }),
      ]);
      return { absences: await viewAbsences(database, rows), total };
    }),

  get: procedure
    .input(byId)
    .query(async ({ ctx: context, input }) =>
      viewAbsence(context.store.read, await absenceOrError(context.store.read, input.id)),
    ),

  /** Puts an absence away, and with `andEarlier` all before it. @returns the ids of those it put away, newest first */
  acknowledge: procedure
    .input(z.strictObject({ id: z.int(), andEarlier: z.boolean().default(false) }))
    .mutation(async ({ ctx: context, input }): Promise<{ readonly ids: readonly number[] }> => {
      await absenceOrError(context.store.read, input.id);
      const ids = await acknowledgeAbsence(context.store.write, { ...input, now: context.clock.now() });
      for (const id of ids) context.changes.announce({ noun: "absence", id });
      return { ids };
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
      const request = { absenceId: absence.id, eventIds, now: context.clock.now() };
      const runs: MissedRun[] = [];
      for await (const portion of runMissed(context.store.write, context.ids, request)) {
        runs.push(...portion);
        announceRuns(context, absence.id, portion);
      }
      return runs;
    }),
});

function announceRuns({ changes, queued }: ApiContext, absenceId: number, runs: readonly MissedRun[]): void {
  const fresh = runs.filter(({ isNew }) => isNew);
  if (fresh.length === 0) return;
  for (const { jobId, eventId } of fresh) {
    changes.announce({ noun: "job", id: jobId });
    changes.announce({ noun: "occurrence", id: eventId });
  }
  changes.announce({ noun: "absence", id: absenceId });
  queued();
}

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
