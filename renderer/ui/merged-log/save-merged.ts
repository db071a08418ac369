import { bytesOf } from "../log-pane/bytes-of.ts";
import type { Download } from "../log-pane/save-log.ts";

/** A page of one log as text: each line led by its time in UTC, which orders as text does. */
export interface TextPage {
  /** Base64. */
  readonly data: string;
  /** Bytes of the log dealt with, and its size. */
  readonly read: number;
  readonly size: number;
  /** Undefined at the log's end. */
  readonly next?: string | undefined;
}

export interface SavedLog {
  readonly name: string;
  readonly page: (cursor: string, signal: AbortSignal) => Promise<TextPage>;
}

/** Written at once, characters. */
const portion = 1_048_576;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;

interface Reading {
  readonly share: () => number;
  /** The next line and its time; undefined at the end. */
  readonly next: () => Promise<{ readonly at: string; readonly line: string } | undefined>;
}

function readLines({ page }: SavedLog, signal: AbortSignal): Reading {
  const decoder = new TextDecoder();
  let cursor: string | undefined = "";
  let lines: readonly string[] = [];
  let index = 0;
  let rest = "";
  let share = 0;
  let at = "";
  return {
    share: () => share,
    async next() {
      while (index >= lines.length && cursor !== undefined) {
        const { data, read, size, next }: TextPage = await page(cursor, signal);
        signal.throwIfAborted();
        cursor = next;
        share = size === 0 || next === undefined ? 1 : Math.min(1, read / size);
        const pieces = (rest + decoder.decode(bytesOf(data), { stream: next !== undefined })).split("\n");
        // The last one goes on with the next page, or is none.
        rest = pieces.pop() ?? "";
        lines = next === undefined && rest !== "" ? [...pieces, rest] : pieces;
        index = 0;
      }
      const line = lines[index];
      if (line === undefined) return undefined;
      index += 1;
      // What goes on with a line that another has cut has no time: it stays behind the line before it.
      at = time.exec(line)?.[0] ?? at;
      return { at, line };
    },
  };
}

/** Saves several logs as one file of text by time; each line begins with what it is from. */
export function mergedDownload(logs: readonly SavedLog[]): Download {
  const width = Math.max(0, ...logs.map(({ name }) => name.length));
  return {
    label: "As text, with times and servers",
    suffix: "",
    async save(target, progressed, signal) {
      const encoder = new TextEncoder();
      let text = "";
      const readings = logs.map((log) => ({ name: log.name.padEnd(width), reading: readLines(log, signal) }));
      const flush = async (): Promise<void> => {
        await target.write(encoder.encode(text));
        text = "";
        progressed(readings.reduce((sum, { reading }) => sum + reading.share(), 0) / Math.max(1, readings.length));
      };
      try {
        const heads = await Promise.all(readings.map(({ reading }) => reading.next()));
        for (;;) {
          let first = -1;
          for (const [index, head] of heads.entries()) {
            if (head !== undefined && (first < 0 || head.at < (heads[first]?.at ?? ""))) first = index;
          }
          const [head, from] = [heads[first], readings[first]];
          if (head === undefined || from === undefined) break;
          text += `${from.name}  ${head.line}\n`;
          heads[first] = await from.reading.next();
          if (text.length >= portion) await flush();
        }
        await flush();
        await target.close();
      } catch (error) {
        await target.abort();
        throw error;
      }
    },
  };
}
