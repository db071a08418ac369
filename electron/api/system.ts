import { statSync } from "node:fs";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { CroniumError } from "../../shared/errors.ts";
import type { SystemStatus } from "../../shared/system.ts";
import type { Change } from "../base/change-feed.ts";
import { countVaultWaits } from "../queue/vault-waits.ts";
import { countJobs } from "../store/job-counts.ts";
import { nextDueSchedule } from "../store/schedules.ts";
import { examine } from "./doctor.ts";
import { readOverview } from "./overview.ts";
import { procedure, router, runningProcedure } from "./procedure.ts";
import { latestBackupAt, storageProblem, viewStorage } from "./storage-view.ts";
import { createWakeUp } from "./wake-up.ts";

/** What the live feed says: one thing changed, or so much that everything is to be read again. */
export type ChangeNotice = { readonly kind: "change"; readonly change: Change } | { readonly kind: "reset" };

/** Time for an answer to leave before the door closes, milliseconds. */
const answerFirstMs = 50;

const reset: ChangeNotice = { kind: "reset" };

export const systemRouter = router({
  status: procedure.query(async ({ ctx: context }): Promise<SystemStatus> => {
    const [counts, next, docker] = await Promise.all([
      countJobs(context.store.read, {}),
      nextDueSchedule(context.store.read),
      context.checkDocker(),
    ]);
    const scheduler = context.scheduler();
    return {
      version: context.programVersion,
      pid: process.pid,
      dataDirectory: context.dataDirectory,
      startedAt: context.startedAt,
      running: context.running,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      scheduler: {
        lastTickAt: scheduler.lastTickAt,
        lagMs: scheduler.lagMs,
        problem: scheduler.problem,
        nextDueAt: next?.next_due_at ?? undefined,
        nextDueEvent: next?.event_name,
      },
      reconciled: context.running ? context.reconciled() : undefined,
      jobs: {
        queued: counts.queued,
        running: counts.claimed + counts.running,
        needsAttention: counts.needs_attention,
      },
      vault: {
        backend: context.vault.backend,
        state: context.vault.state,
        detail: context.vault.detail,
        waiting: await countVaultWaits(context.store.read, { now: context.clock.now(), vault: context.vault.state }),
      },
      docker,
      storage: {
        databaseBytes: statSync(context.store.path, { throwIfNoEntry: false })?.size ?? 0,
        latestBackupAt: latestBackupAt(context),
        problem: storageProblem(context),
      },
    };
  }),

  /** Ends the host gracefully, a moment after it has said yes. Runs under way go on and are taken up next time. */
  stop: runningProcedure.mutation(({ ctx: context }) => {
    const { requestStop } = context;
    if (requestStop === undefined) {
      throw new CroniumError("unsupported", "This Cronium cannot be ended from here", {
        remedy: "Close its window, or end its process.",
      });
    }
    context.clock.after(answerFirstMs, requestStop);
    return { pid: process.pid };
  }),

  overview: procedure.query(({ ctx: context }) => readOverview(context)),

  doctor: procedure.query(({ ctx: context }) => examine(context)),

  /** What the data takes, its backups, and how safe it is. */
  storage: procedure.query(({ ctx: context }) => viewStorage(context)),

  /** Announces every change, from where the reader was cut off if that is still known. */
  changes: procedure
    .input(z.strictObject({ lastEventId: z.string().nullish() }).optional())
    .subscription(async function* ({ ctx: { changes, bootId }, input, signal }) {
      const wakeUp = createWakeUp();
      const unlisten = changes.listen(wakeUp.wake);
      const cursorId = (sequence: number): string => `${bootId}:${String(sequence)}`;
      try {
        const [boot, sequence] = (input?.lastEventId ?? "").split(":");
        let cursor = boot === bootId ? Number(sequence) : changes.latest;
        if (boot !== bootId) yield tracked(cursorId(cursor), reset);
        while (signal?.aborted !== true) {
          const missed = changes.since(cursor);
          if (missed === undefined) {
            cursor = changes.latest;
            yield tracked(cursorId(cursor), reset);
          }
          for (const { sequence: at, change } of missed ?? []) {
            cursor = at;
            yield tracked(cursorId(at), { kind: "change", change } satisfies ChangeNotice);
          }
          if (changes.latest === cursor) await wakeUp.wait(signal);
        }
      } finally {
        unlisten();
      }
    }),
});
