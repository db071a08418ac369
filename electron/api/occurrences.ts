import { z } from "zod";
import { instantMs } from "../../shared/instant.ts";
import type { InstantExplanation, LedgerVerification, OccurrenceView, ScheduleVersion } from "../../shared/schedule.ts";
import { occurrenceCauses, occurrenceDecisions } from "../../shared/words.ts";
import { findContradictions } from "../schedule/ledger-contradictions.ts";
import { verifyLedger } from "../schedule/ledger-verify.ts";
import { deletedEvents } from "../store/deleted-events.ts";
import { listOccurrences } from "../store/occurrences.ts";
import { readExplanation } from "./explain-instant.ts";
import { viewOccurrences, withWaits } from "./occurrence-views.ts";
import { procedure, router } from "./procedure.ts";
import { readVersions } from "./schedule-versions.ts";

const byEvent = z.strictObject({ eventId: z.int() });

/** An event of which only the ledger is left. */
export interface DeletedEvent {
  readonly eventId: number;
  readonly eventName: string;
  /** Epoch milliseconds. */
  readonly deletedAt: number | undefined;
}

export const occurrencesRouter = router({
  /** The ledger, newest due first, with what became of each row's job. */
  list: procedure
    .input(
      z.strictObject({
        eventId: z.int().optional(),
        decisions: z.array(z.enum(occurrenceDecisions)).min(1).optional(),
        causes: z.array(z.enum(occurrenceCauses)).min(1).optional(),
        absenceId: z.int().optional(),
        /** Due at or after, and at or before. */
        sinceMs: instantMs.optional(),
        untilMs: instantMs.optional(),
        limit: z.int().min(1).max(10_000).default(200),
      }),
    )
    .query(async ({ ctx: context, input }): Promise<OccurrenceView[]> => {
      const rows = await listOccurrences(context.store.read, input);
      return withWaits(context, await viewOccurrences(context.store.read, rows));
    }),

  /** What happened at an instant, or why nothing was due then. */
  explain: procedure
    .input(z.strictObject({ eventId: z.int(), atMs: instantMs }))
    .query(({ ctx: context, input }): Promise<InstantExplanation> =>
      readExplanation(context, input.eventId, input.atMs),
    ),

  /** The schedules an event has had, newest first. */
  versions: procedure
    .input(byEvent)
    .query(({ ctx: context, input }): Promise<ScheduleVersion[]> => readVersions(context.store.read, input.eventId)),

  /**
   * Checks every row of the ledger, compares jobs and outcomes with it, and says whether it contains the row with a hash
   * that was noted earlier, with everything before it in order.
   */
  verify: procedure
    .input(
      z
        .strictObject({
          /** SHA-256 in hexadecimal. */
          containsHead: z
            .string()
            .regex(/^[0-9a-f]{64}$/, "a hash has 64 hexadecimal digits")
            .optional(),
        })
        .optional(),
    )
    .query(async ({ ctx: context, input }): Promise<LedgerVerification> => {
      const noted = input?.containsHead === undefined ? undefined : Buffer.from(input.containsHead, "hex");
      const found = await verifyLedger(context.store.read, noted);
      const contradictions = await findContradictions(context.store.read, context.clock.now());
      return { ...found, valid: found.valid && contradictions.length === 0, contradictions };
    }),

  /** Events that are gone and have left rows in the ledger. */
  deletedEvents: procedure.query(async ({ ctx: context }): Promise<DeletedEvent[]> => {
    const rows = await deletedEvents(context.store.read);
    return rows.map((row) => ({
      eventId: row.event_id,
      eventName: row.event_name,
      deletedAt: row.deleted_at ?? undefined,
    }));
  }),
});
