import type { LogMatch, LogSearchStep } from "../../shared/log-search.ts";
import { describeMatch } from "./describe-match.ts";
import { createLogMatcher, type LogQuestion } from "./log-matcher.ts";
import { logBeginning } from "./line-scanner.ts";
import { scanLog } from "./scan-log.ts";

export interface LogSearch extends LogQuestion {
  readonly path: string;
  /** Matches told; all are counted. */
  readonly limit: number;
}

/** Progress is told after so many bytes without a match. */
const quietBytes = 16_777_216;

/**
 * Finds everything in a log, in this thread. @param step told as the search goes on, and at its end
 * @throws CroniumError `invalid_input`
 */
export function searchLog({ path, limit, ...question }: LogSearch, step: (step: Omit<LogSearchStep, "first">) => void) {
  const match = createLogMatcher(question);
  let matches: LogMatch[] = [];
  let told = 0;
  let total = 0;
  let toldAt = 0;
  const { size, end } = scanLog({
    path,
    from: logBeginning,
    take(run) {
      match(run, (start, stop) => {
        total++;
        if (told + matches.length < limit) matches.push(describeMatch(run, start, stop));
      });
    },
    block(offset, size) {
      if (matches.length > 0 || offset - toldAt >= quietBytes) tell(offset, size, false);
      return true;
    },
  });
  tell(end, size, true);

  function tell(read: number, size: number, ended: boolean): void {
    step({ matches: matches.sort((left, right) => left.at - right.at), total, read, size, ended });
    told += matches.length;
    matches = [];
    toldAt = read;
  }
}
