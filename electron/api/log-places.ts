import { CroniumError } from "../../shared/errors.ts";
import {
  logDownloadInput,
  logFindInput,
  logLinesInput,
  logLocateInput,
  logSearchInput,
  logWindowInput,
  type LogDownload,
  type LogFound,
  type LogLines,
  type LogPlace,
  type LogSearchStep,
} from "../../shared/log-search.ts";
import type { LogRead } from "../../shared/log.ts";
import { readWindow } from "../logs/log-reader.ts";
import { logOf, toLogRead } from "./log-file.ts";
import { procedure } from "./procedure.ts";

const missing = (): never => {
  throw new CroniumError("unsupported", "This version does not look into logs yet");
};

/** The calls of `logs` that look for places in one log. */
export const logPlaceCalls = {
  /** A piece of a log around any of its bytes, however long the log is. */
  window: procedure.input(logWindowInput).query(async ({ ctx: context, input }): Promise<LogRead> => {
    const { ended, file } = await logOf(context, input.executionId);
    return toLogRead(await readWindow(file, input), ended);
  }),
  locate: procedure.input(logLocateInput).query((): LogPlace => missing()),
  lines: procedure.input(logLinesInput).query((): LogLines => missing()),
  find: procedure.input(logFindInput).query((): LogFound => missing()),
  search: procedure.input(logSearchInput).subscription(async function* (): AsyncGenerator<LogSearchStep> {
    await Promise.resolve();
    yield missing();
  }),
  download: procedure.input(logDownloadInput).query((): LogDownload => missing()),
};
