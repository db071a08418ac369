import { z } from "zod";
import type { LogStream } from "./words.ts";

const largestLogRead = 1024 * 1024;

export const logReadInput = z.strictObject({
  executionId: z.string(),
  /** Byte position in the log file, 0 or a `next` of an earlier answer. */
  offset: z.int().min(0).default(0),
  /** At most this many bytes of file are read. */
  limit: z.int().min(1_024).max(largestLogRead).default(262_144),
  /**
   * Leaves out what lies more than this many bytes before the end of the file: reading starts at the first part that
   * begins within them, but never before `offset`.
   */
  tail: z.int().min(0).optional(),
});

export interface LogPart {
  readonly stream: LogStream;
  /** When the bytes arrived, epoch milliseconds. */
  readonly atMs: number;
  /** The exact bytes, base64. */
  readonly data: string;
}

export interface LogRead {
  readonly parts: readonly LogPart[];
  /** Where the first part begins. Greater than the asked offset when `tail` left something out. */
  readonly from: number;
  /** Where to read on. Equal to the asked offset when nothing more is there yet. */
  readonly next: number;
  /** Size of the file now. */
  readonly size: number;
  /** True once the execution has ended and nothing will be added. */
  readonly ended: boolean;
}

/** Announced whenever a log has grown or ended; a hint to read on. */
export interface LogGrowth {
  readonly size: number;
  readonly ended: boolean;
}
