import { join } from "node:path";
import { CroniumError } from "../../shared/errors.ts";
import type { LogRead } from "../../shared/log.ts";
import type { LogSlice } from "../logs/log-reader.ts";
import { findExecution } from "../store/executions.ts";
import type { ApiContext } from "./context.ts";

export interface LogOf {
  /** The log's file, absolute. It is there once something was written. */
  readonly file: string;
  /** True when nothing will be added: whatever is read after this was asked is all there is. */
  readonly ended: boolean;
}

/** @throws CroniumError `not_found` */
export async function logOf(context: Pick<ApiContext, "store" | "dataDirectory">, executionId: string): Promise<LogOf> {
  const execution = await findExecution(context.store.read, executionId);
  if (execution === undefined) throw new CroniumError("not_found", `There is no execution ${executionId}`);
  return { file: join(context.dataDirectory, execution.log_path), ended: execution.finished_at !== null };
}

export function toLogRead({ frames, from, next, size }: LogSlice & { readonly from: number }, ended: boolean): LogRead {
  return {
    parts: frames.map(({ stream, atMs, payload }) => ({ stream, atMs, data: payload.toString("base64") })),
    from,
    next,
    size,
    ended,
  };
}
