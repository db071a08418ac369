import { stat } from "node:fs/promises";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { logReadInput, type LogGrowth, type LogRead } from "../../shared/log.ts";
import { findTail, readLog } from "../logs/log-reader.ts";
import { logOf, toLogRead } from "./log-file.ts";
import { logPlaceCalls } from "./log-places.ts";
import { procedure, router } from "./procedure.ts";
import { createWakeUp } from "./wake-up.ts";

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
    const { ended, file } = await logOf(context, input.executionId);
    const from = input.tail === undefined ? input.offset : await findTail(file, input.offset, input.tail);
    return toLogRead({ ...(await readLog(file, from, input.limit)), from }, ended);
  }),

  /** Says whenever a log has grown, and when it has ended; then it completes. */
  watch: procedure
    .input(z.strictObject({ executionId: z.string(), lastEventId: z.string().nullish() }))
    .subscription(async function* ({ ctx: context, input, signal }) {
      const { file } = await logOf(context, input.executionId);
      const wakeUp = createWakeUp();
      const unlisten = context.growth.listen(input.executionId, wakeUp.wake);
      try {
        let last = input.lastEventId ?? "";
        while (signal?.aborted !== true) {
          const { ended } = await logOf(context, input.executionId);
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
