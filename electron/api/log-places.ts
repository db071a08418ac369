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
import { compilePattern } from "../logs/compile-pattern.ts";
import { readLog, readWindow } from "../logs/log-reader.ts";
import { stepsOf } from "../search/steps.ts";
import { finalError } from "./final-error.ts";
import { logOf, toLogRead } from "./log-file.ts";
import { procedure } from "./procedure.ts";

/** Read of the file for one answer of a raw download, bytes. */
const downloadBytes = 1_048_576;

/** The calls of `logs` that look for places in one log. */
export const logPlaceCalls = {
  /** A piece of a log around any of its bytes, however long the log is. */
  window: procedure.input(logWindowInput).query(async ({ ctx: context, input }): Promise<LogRead> => {
    const { ended, file } = await logOf(context, input.executionId);
    return toLogRead(await readWindow(file, input), ended);
  }),

  /** Where a line begins, or which line begins at or before a byte, or at or after an instant. */
  locate: procedure.input(logLocateInput).query(async ({ ctx: context, input, signal }): Promise<LogPlace> => {
    const { file: path } = await logOf(context, input.executionId);
    const { marks } = context.logSearch;
    const task = { path, question: input.place, marks: marks.get(path) };
    const answer = await context.logSearch.work.run("locate", task, { signal });
    marks.keep(path, answer.marks);
    return answer.place;
  }),

  /** Some lines by their numbers. */
  lines: procedure.input(logLinesInput).query(async ({ ctx: context, input, signal }): Promise<LogLines> => {
    const { file: path, ended } = await logOf(context, input.executionId);
    const { marks, work } = context.logSearch;
    const task = { path, from: input.from, count: input.count, marks: marks.get(path) };
    const answer = await work.run("lines", task, { signal });
    marks.keep(path, answer.marks);
    return { lines: answer.lines, size: answer.size, ended };
  }),

  /** The match nearest to a place, in either direction. */
  find: procedure.input(logFindInput).query(async ({ ctx: context, input, signal }): Promise<LogFound> => {
    const { executionId, streams, from, direction, ...pattern } = input;
    compilePattern(pattern);
    const { file: path } = await logOf(context, executionId);
    const { marks, work } = context.logSearch;
    const task = { path, pattern, streams, from, direction, marks: marks.get(path) };
    const answer = await work.run("find", task, { signal });
    marks.keep(path, answer.marks);
    return { match: answer.match, size: answer.size };
  }),

  /** Everything that matches, told while the log is read. */
  search: procedure.input(logSearchInput).subscription(async function* ({
    ctx: context,
    input,
    signal,
  }): AsyncGenerator<LogSearchStep, void, void> {
    try {
      const { executionId, streams, limit, ...pattern } = input;
      compilePattern(pattern);
      const { file: path } = await logOf(context, executionId);
      const steps = stepsOf<Omit<LogSearchStep, "first">>(signal, (step, ended) =>
        context.logSearch.work.run("search", { path, pattern, streams, limit }, { signal: ended, step }),
      );
      let first = true;
      for await (const step of steps) {
        yield { ...step, first };
        first = false;
      }
    } catch (error) {
      throw finalError(error);
    }
  }),

  /** The log as a file, page by page. */
  download: procedure.input(logDownloadInput).query(async ({ ctx: context, input, signal }): Promise<LogDownload> => {
    const { file: path } = await logOf(context, input.executionId);
    const stream = input.streams === "both" ? undefined : input.streams;
    const from = readCursor(input.cursor);
    if (input.format === "text") {
      const { marks, work } = context.logSearch;
      const page = await work.run("text", { path, stream, from, marks: marks.get(path) }, { signal });
      marks.keep(path, page.marks);
      const next = page.next === undefined ? undefined : String(page.next);
      return { data: Buffer.from(page.text).toString("base64"), read: page.next ?? page.size, size: page.size, next };
    }
    const { frames, next, size } = await readLog(path, from, downloadBytes);
    const wanted = frames.filter((frame) =>
      stream === undefined ? frame.stream !== "system" : frame.stream === stream,
    );
    const data = Buffer.concat(wanted.map(({ payload }) => payload)).toString("base64");
    return { data, read: next, size, next: frames.length === 0 || next >= size ? undefined : String(next) };
  }),
};

function readCursor(cursor: string): number {
  const offset = cursor === "" ? 0 : Number(cursor);
  if (Number.isSafeInteger(offset) && offset >= 0) return offset;
  throw new CroniumError("invalid_input", "This is no cursor of a download", {
    remedy: "Begin the download anew.",
    field: "cursor",
  });
}
