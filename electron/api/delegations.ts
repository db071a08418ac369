import { z } from "zod";
import { delegationInput, type DelegationPreview } from "../../shared/delegation.ts";
import { CroniumError } from "../../shared/errors.ts";
import { planDelegation } from "../delegation/plan-delegation.ts";
import { listDelegations } from "../store/delegations.ts";
import type { ApiContext } from "./context.ts";
import { viewDelegations } from "./delegation-views.ts";
import { procedure, router } from "./procedure.ts";

const byEvent = z.strictObject({ eventId: z.int() });

export const delegationsRouter = router({
  /** Schedules that are or were left to servers, the newest first. */
  list: procedure
    .input(z.strictObject({ eventId: z.int().optional(), limit: z.int().min(1).max(1_000).default(50) }))
    .query(async ({ ctx: context, input }) => {
      const { eventId, limit } = input;
      const rows = await listDelegations(context.store.read, { eventId, limit });
      return viewDelegations(context.store.read, rows);
    }),

  /** What leaving it would mean; asks the server what it can do. */
  preview: procedure.input(delegationInput).mutation(async ({ ctx: context, input }): Promise<DelegationPreview> => {
    const { store, clock } = context;
    const { server, definition, runs, heldBack } = await planDelegation(store.read, context, input, clock.now());
    const offer = await context.delegations.probe(input).catch((error: unknown) => {
      if (!(error instanceof CroniumError) || error.code !== "unavailable") throw error;
      return { timer: undefined, obstacle: error.message, clockAheadMs: undefined };
    });
    return {
      serverName: server.name,
      runs: runs.length,
      firstAt: runs[0]?.dueAt ?? input.untilAt,
      lastAt: runs.at(-1)?.dueAt ?? input.untilAt,
      heldBack,
      secrets: definition.environment.flatMap((entry) => ("value" in entry ? [] : [entry.key])),
      timer: offer.timer,
      obstacle: offer.obstacle,
      clockAheadMs: offer.clockAheadMs,
    };
  }),

  create: procedure.input(delegationInput).mutation(async ({ ctx: context, input }) => {
    requireRunning(context);
    return { id: await context.delegations.lend(input) };
  }),

  /** Takes it back; resolves once that is done, or has to wait for the server. */
  takeBack: procedure.input(byEvent).mutation(async ({ ctx: context, input }) => {
    requireRunning(context);
    await context.delegations.takeBack(input.eventId);
    return {};
  }),

  /** Waits for the server no longer. */
  giveUp: procedure.input(byEvent).mutation(async ({ ctx: context, input }) => {
    requireRunning(context);
    await context.delegations.giveUp(input.eventId);
    return {};
  }),

  /** Asks all servers that have a schedule now. */
  collect: procedure.mutation(async ({ ctx: context }) => {
    requireRunning(context);
    await context.delegations.look();
    return {};
  }),
});

/** @throws CroniumError `unavailable` where only the data is open */
function requireRunning({ running }: Pick<ApiContext, "running">): void {
  if (running) return;
  throw new CroniumError("unavailable", "The program does not run, so nobody would look after the schedule", {
    remedy: "Start it first: `cronium start`.",
  });
}
