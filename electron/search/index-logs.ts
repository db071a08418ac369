import { statSync } from "node:fs";
import type { Clock } from "../base/clock.ts";
import { textEnd } from "../logs/line-run.ts";
import { isHeavy, logBeginning, type ScanMark } from "../logs/line-scanner.ts";
import { scanLog } from "../logs/scan-log.ts";
import {
  isIndexDamage,
  openSearchIndex,
  removeSearchIndex,
  type IndexProgress,
  type NewChunk,
  type SearchIndex,
} from "../store/search-index.ts";
import { createGramSet } from "./grams.ts";
import { atOnce, guarded, type WithinDatabase } from "./thread-end.ts";

/** So much of log files makes a chunk, bytes: what the index says of a log, it says of so much of it at once. */
const chunkBytes = 262_144;
/** A chunk keeps its words unless there are more than this share of its bytes, or than this many. */
const mostWordsPerByte = 0.1;
const alwaysKept = 3_000;

export interface LogToIndex {
  readonly executionId: string;
  readonly path: string;
}

export interface IndexTask {
  readonly indexPath: string;
  /** Logs that have ended. */
  readonly add: readonly LogToIndex[];
  /** Executions that are gone. */
  readonly forget: readonly string[];
  /** Written once all of `add` is in. */
  readonly progress: IndexProgress | undefined;
  /** Asks for ids of logs in the index, after this one. */
  readonly listAfter: string | undefined;
  /** For each millisecond of work so many are rested. */
  readonly rest: number;
}

export interface IndexAnswer {
  readonly progress: IndexProgress;
  readonly listed: readonly string[];
  readonly logs: number;
  /** Bytes of logs in the index, and of the index. */
  readonly bytes: number;
  readonly indexBytes: number;
}

/** Ids told at once. */
const listedAtOnce = 5_000;

/**
 * Brings the index on. Each chunk is written as a whole; after a crash it goes on behind the last one. A damaged index
 * is made anew, empty, and the answer's progress says so: what was in it is taken in again from the beginning.
 */
export function indexLogs(task: IndexTask, clock: Clock, enter: WithinDatabase = atOnce): IndexAnswer {
  try {
    return bringOn(task, clock, enter);
  } catch (error) {
    if (!isIndexDamage(error)) throw error;
    removeSearchIndex(task.indexPath);
    return bringOn({ ...task, add: [], forget: [], progress: undefined }, clock, enter);
  }
}

function bringOn(
  { indexPath, add, forget, progress, listAfter, rest }: IndexTask,
  clock: Clock,
  enter: WithinDatabase,
): IndexAnswer {
  const index = guarded(
    enter(() => openSearchIndex(indexPath)),
    enter,
  );
  try {
    index.forget(forget);
    const chunk = createChunk(index);
    const pause = pauser(rest, clock);
    for (const log of add) addLog(index, chunk, log, pause);
    chunk.write();
    if (progress !== undefined) index.saveProgress(progress);
    return {
      progress: index.progress(),
      listed: listAfter === undefined ? [] : index.executionsAfter(listAfter, listedAtOnce),
      ...index.counts(),
      indexBytes: ["", "-wal"].reduce((sum, ending) => sum + sizeOf(`${indexPath}${ending}`), 0),
    };
  } finally {
    index.close();
  }
}

type Chunk = ReturnType<typeof createChunk>;

function createChunk(index: SearchIndex) {
  const grams = createGramSet();
  let pieces: NewChunk["pieces"][number][] = [];
  let bytes = 0;
  return {
    grams,
    /** Takes a piece of so many bytes in. */
    add(piece: NewChunk["pieces"][number], length: number): void {
      pieces.push(piece);
      bytes += length;
      if (bytes >= chunkBytes) this.write();
    },
    write(): void {
      if (pieces.length === 0) return;
      const isDense = grams.count > Math.max(alwaysKept, bytes * mostWordsPerByte);
      index.addChunk({ words: isDense ? undefined : grams.words(), pieces });
      grams.clear();
      pieces = [];
      bytes = 0;
    },
  };
}

function addLog(index: SearchIndex, chunk: Chunk, { executionId, path }: LogToIndex, pause: () => void): void {
  const known = index.logMark(executionId);
  if (known !== undefined && known.mark === null) return;
  const from = known === undefined || known.mark === null ? logBeginning : (JSON.parse(known.mark) as ScanMark);
  let mark = from;
  let piece = mark.offset === 0 ? null : JSON.stringify(mark);
  // The mark before which a piece is written must be that of its end: the last block waits for the next.
  const { size } = scanLog({
    path,
    from,
    take(run) {
      for (let line = 0; line < run.count; line++) chunk.grams.add(run.bytes, run.lineStart(line), textEnd(run, line));
    },
    block(offset, fileSize, scanner) {
      if (offset >= fileSize || offset - mark.offset < chunkBytes) return true;
      const next = scanner.mark(offset);
      if (isHeavy(next)) return true;
      const text = JSON.stringify(next);
      chunk.add({ executionId, mark: piece, until: offset, next: text, bytes: offset }, offset - mark.offset);
      mark = next;
      piece = text;
      pause();
      return true;
    },
  });
  chunk.add({ executionId, mark: piece, until: null, next: null, bytes: size }, size - mark.offset);
  pause();
}

/** Rests now and then in proportion to the time since it last did, so that others come first. */
function pauser(share: number, clock: Clock): () => void {
  const bell = new Int32Array(new SharedArrayBuffer(4));
  let since = clock.elapsed();
  return () => {
    const worked = clock.elapsed() - since;
    if (share === 0 || worked < 20) return;
    Atomics.wait(bell, 0, 0, worked * share);
    since = clock.elapsed();
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
