import { stat } from "node:fs/promises";
import { join } from "node:path";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { CroniumError } from "../../shared/errors.ts";
import { logReadInput, type LogGrowth, type LogRead } from "../../shared/log.ts";
import { findTail, readLog } from "../logs/log-reader.ts";
import { findExecution } from "../store/executions.ts";
import type { ExecutionRow } from "../store/tables.ts";
import type { ApiContext } from "./context.ts";
import { logPlaceCalls } from "./log-places.ts";
import { procedure, router } from "./procedure.ts";
import { createWakeUp } from "./wake-up.ts";

async function executionOrError(context: ApiContext, id: string): Promise<ExecutionRow> {
  const execution = await findExecution(context.store.read, id);
  if (execution === undefined) throw new CroniumError("not_found", `There is no execution ${id}`);
  return execution;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    // Nothing has been written yet, or retention removed it: an empty log either way.
    return 0;
  }
}

export const logsRouter = router({
  ...logPlaceCalls,

  /** A piece of a log. Ask again from `next` once this piece is dealt with: that is the flow control. */
  read: procedure.input(logReadInput).query(async ({ ctx: context, input }): Promise<LogRead> => {
    // The order matters: an end seen before the read means that the read sees everything.
    const { finished_at: finishedAt, log_path: path } = await executionOrError(context, input.executionId);
    const ended = finishedAt !== null;
    const file = join(context.dataDirectory, path);
    const from = input.tail === undefined ? input.offset : await findTail(file, input.offset, input.tail);
    const slice = await readLog(file, from, input.limit);
    return {
      parts: slice.frames.map((frame) => ({
        stream: frame.stream,
        atMs: frame.atMs,
        data: frame.payload.toString("base64"),
      })),
      from,
      next: slice.next,
      size: slice.size,
      ended,
    };
  }),

  /** Says whenever a log has grown, and when it has ended; then it completes. */
  watch: procedure
    .input(z.strictObject({ executionId: z.string(), lastEventId: z.string().nullish() }))
    .subscription(async function* ({ ctx: context, input, signal }) {
      const { log_path: path } = await executionOrError(context, input.executionId);
      const file = join(context.dataDirectory, path);
      const wakeUp = createWakeUp();
      const unlisten = context.growth.listen(input.executionId, wakeUp.wake);
      try {
        let last = input.lastEventId ?? "";
        while (signal?.aborted !== true) {
          const ended = (await executionOrError(context, input.executionId)).finished_at !== null;
          const growth: LogGrowth = { size: await sizeOf(file), ended };
          const id = `${String(growth.size)}${ended ? ":end" : ""}`;
          if (id !== last || ended) yield tracked(id, growth);
          if (ended) return;
          last = id;
          await wakeUp.wait(signal);
        }
      } finally {
        unlisten();
      }
    }),
});
