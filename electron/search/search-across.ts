import type { LogMatch } from "../../shared/log-search.ts";
import { compilePattern, type CompiledPattern } from "../logs/compile-pattern.ts";
import { describeMatch } from "../logs/describe-match.ts";
import { logBeginning, type ScanMark } from "../logs/line-scanner.ts";
import { createLogMatcher, type LogQuestion } from "../logs/log-matcher.ts";
import { scanLog } from "../logs/scan-log.ts";
import { openIndexedSearch, type IndexedPiece } from "../store/search-index.ts";
import { atOnce, guarded, type WithinDatabase } from "./thread-end.ts";
import { gramWords } from "./grams.ts";

export interface LogToSearch {
  readonly executionId: string;
  readonly jobId: string;
  readonly path: string;
}

export interface AcrossTask {
  readonly indexPath: string;
  /** Those of one job follow each other. */
  readonly logs: readonly LogToSearch[];
  readonly pattern: LogQuestion["pattern"];
  readonly perLog: number;
  /** It ends after the job with which so many logs have matches. */
  readonly limit: number;
}

export interface AcrossStep {
  readonly hits: readonly {
    readonly executionId: string;
    readonly matches: readonly LogMatch[];
    readonly more: boolean;
  }[];
  /** Logs dealt with, all of the task so far. */
  readonly done: number;
  readonly byIndex: number;
  readonly bytesRead: number;
}

/** Progress without a match is told after so many logs, or bytes read. */
const quietLogs = 200;
const quietBytes = 33_554_432;

/**
 * Looks for a pattern in many logs, in their order. What the index rules out is not read; what it does not know is.
 * @returns the last job dealt with, undefined when all were
 */
export function searchAcross(
  task: AcrossTask,
  step: (step: AcrossStep) => void,
  enter: WithinDatabase = atOnce,
): string | undefined {
  const { logs, pattern, perLog, limit } = task;
  const match = createLogMatcher({ pattern, streams: undefined });
  const opened = enter(() => openIndexedSearch(task.indexPath, wordsOf(compilePattern(pattern))));
  const index = opened && guarded(opened, enter);
  let hits: AcrossStep["hits"][number][] = [];
  let [done, byIndex, bytesRead, found, toldDone, toldBytes] = [0, 0, 0, 0, 0, 0];
  const tell = (): void => {
    step({ hits, done, byIndex, bytesRead });
    hits = [];
    toldDone = done;
    toldBytes = bytesRead;
  };

  function searchOne({ executionId, path }: LogToSearch): void {
    const pieces = index?.piecesToRead(executionId);
    const matches: LogMatch[] = [];
    let more = false;
    for (const piece of pieces ?? [wholeLog]) {
      const from = piece.mark === null ? logBeginning : (JSON.parse(piece.mark) as ScanMark);
      const own: LogMatch[] = [];
      const { end } = scanLog({
        path,
        from,
        until: piece.until ?? undefined,
        take(run) {
          match(run, (start, stop) => {
            if (own.length <= perLog) own.push(describeMatch(run, start, stop));
          });
        },
        // One more than is told is enough.
        block: () => own.length <= perLog,
      });
      bytesRead += Math.max(0, end - from.offset);
      matches.push(...own);
      if (matches.length > perLog) {
        more = true;
        break;
      }
    }
    if (pieces?.length === 0) byIndex++;
    if (matches.length === 0) return;
    found++;
    matches.sort((left, right) => left.at - right.at);
    hits.push({ executionId, matches: matches.slice(0, perLog), more });
  }

  try {
    for (const [place, log] of logs.entries()) {
      searchOne(log);
      done++;
      if (hits.length > 0 || done - toldDone >= quietLogs || bytesRead - toldBytes >= quietBytes) tell();
      if (found >= limit && place + 1 < logs.length && logs[place + 1]?.jobId !== log.jobId) return log.jobId;
    }
    return undefined;
  } finally {
    tell();
    index?.close();
  }
}

const wholeLog: IndexedPiece = { mark: null, until: null };

/** What every match is known to hold, as the index knows it. */
function wordsOf(pattern: CompiledPattern): readonly string[] {
  const literal = pattern.kind === "expression" ? pattern.required : pattern;
  return literal === undefined ? [] : gramWords(Buffer.from(literal.needle));
}
