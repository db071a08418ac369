import { z } from "zod";
import { logStreams, type LogStream } from "./words.ts";

/** What is looked for in lines of logs. Colour and cursor sequences and the end of the line are no part of a line. */
export const logPattern = z.strictObject({
  /** Text, or a regular expression as JavaScript writes them. */
  text: z.string().min(1).max(1_000),
  regex: z.boolean().default(false),
  matchCase: z.boolean().default(false),
});
export type LogPattern = z.output<typeof logPattern>;

const inLog = logPattern.extend({
  executionId: z.string().max(100),
  /** Only lines of these; all when absent. */
  streams: z.array(z.enum(logStreams)).min(1).max(logStreams.length).optional(),
});

/** Everything in one log that matches, from its beginning. */
export const logSearchInput = inLog.extend({
  /** So many matches are told; all are counted. */
  limit: z.int().min(0).max(10_000).default(1_000),
});

/** The match nearest to a place. */
export const logFindInput = inLog.extend({
  /** A byte of the log file: what begins at it is neither after nor before it. Absent: from the beginning, or the end. */
  from: z.int().min(0).optional(),
  direction: z.enum(["next", "previous"]).default("next"),
});

export interface LogMatch {
  /** The byte of the log file at which the match begins: matches are in this order. */
  readonly at: number;
  /** Where the part of the log begins that holds that byte; `logs.read` takes it as an offset. */
  readonly frame: number;
  readonly stream: LogStream;
  /** When that part arrived, epoch milliseconds. */
  readonly atMs: number;
  /** The line's number: lines of all streams are counted from 1, in the order in which they begin. */
  readonly line: number;
  /** Where the match begins in the line, in UTF-16 units from 0. */
  readonly column: number;
  /** How long the match is, in the same units. */
  readonly length: number;
  /** The line, cut to some 240 units around the match. */
  readonly text: string;
  /** Where the match begins in `text`. */
  readonly start: number;
  readonly cutBefore: boolean;
  readonly cutAfter: boolean;
  /** The lines of the same stream before and after it, where they are at hand. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A step of a search. A search that is taken up after a lost connection begins anew, with `first`. */
export interface LogSearchStep {
  readonly first: boolean;
  /** Found since the step before; in the order of `at` except for lines that were being written when others came. */
  readonly matches: readonly LogMatch[];
  /** Matches counted so far. */
  readonly total: number;
  /** Bytes of the log file looked at, and its size. */
  readonly read: number;
  readonly size: number;
  readonly ended: boolean;
}

export interface LogFound {
  /** Undefined when there is none in that direction. */
  readonly match: LogMatch | undefined;
  /** Size of the log file. */
  readonly size: number;
}

/** A piece of a log around any of its bytes. The answer is that of `logs.read`. */
export const logWindowInput = z.strictObject({
  executionId: z.string().max(100),
  /** Any byte of the log file; one beyond its end means its end. */
  at: z.int().min(0),
  /** So many bytes of file before and after it, and what makes the first and last part whole. */
  before: z.int().min(0).max(1_048_576).default(131_072),
  after: z.int().min(0).max(1_048_576).default(131_072),
});

/** Where a line begins; or which line a byte of the file belongs to. */
export const logLocateInput = z.strictObject({
  executionId: z.string().max(100),
  place: z.union([
    z.strictObject({ line: z.int().min(1) }),
    z.strictObject({ at: z.int().min(0) }),
    /** The first line that began at this instant or later. */
    z.strictObject({ atMs: z.int().min(0) }),
  ]),
});

export interface LogPlace {
  /** The line, counted as in `LogMatch`; the last one when a later place was asked for; 0 in an empty log. */
  readonly line: number;
  /** The byte of the file at which the line begins, and the part that holds it. */
  readonly at: number;
  readonly frame: number;
  /** Lines in the whole log so far. */
  readonly lines: number;
  readonly size: number;
}

export const logLinesInput = z.strictObject({
  executionId: z.string().max(100),
  /** The first line wanted, from 1. */
  from: z.int().min(1),
  count: z.int().min(1).max(1_000).default(200),
});

export interface LogLine {
  readonly line: number;
  readonly stream: LogStream;
  readonly at: number;
  readonly atMs: number;
  /** Without colours and line end; at most 16,384 units of it. */
  readonly text: string;
  readonly cut: boolean;
}

export interface LogLines {
  /** In the order of their numbers. */
  readonly lines: readonly LogLine[];
  /** Size of the file now. */
  readonly size: number;
  readonly ended: boolean;
}

export const logDownloadInput = z.strictObject({
  executionId: z.string().max(100),
  /** `raw`: the exact bytes; `text`: each line led by its time in UTC and, with both streams, its stream. */
  format: z.enum(["raw", "text"]).default("raw"),
  streams: z.enum(["both", "stdout", "stderr"]).default("both"),
  /** Empty, then `next` of the answer before. */
  cursor: z.string().max(400).default(""),
});

export interface LogDownload {
  /** The next bytes of the download, base64. */
  readonly data: string;
  /** Bytes of the log file dealt with, and its size: how far it is. */
  readonly read: number;
  readonly size: number;
  /** Ask on with this; undefined at the end of the log. */
  readonly next: string | undefined;
}
