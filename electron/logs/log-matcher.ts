import type { LogPattern } from "../../shared/log-search.ts";
import type { LogStream } from "../../shared/words.ts";
import { compilePattern } from "./compile-pattern.ts";
import type { LineRun } from "./line-run.ts";
import { matchRun, type Found } from "./match-run.ts";
import { limitTime } from "./time-limit.ts";

/** A regular expression has so long for the lines of one block, milliseconds: hundreds of times what it should take. */
const blockLimitMs = 2_000;

export interface LogQuestion {
  readonly pattern: LogPattern;
  /** All when undefined. */
  readonly streams: readonly LogStream[] | undefined;
}

/**
 * Finds what a question asks for in runs of lines.
 * @throws CroniumError `invalid_input`, at once or from the answer, for an expression that is none or takes too long
 */
export function createLogMatcher({ pattern, streams }: LogQuestion): (run: LineRun, found: Found) => void {
  const compiled = compilePattern(pattern);
  return (run, found) => {
    if (streams !== undefined && !streams.includes(run.stream)) return;
    if (compiled.kind === "expression") {
      limitTime(blockLimitMs, () => {
        matchRun(run, compiled, found);
      });
    } else matchRun(run, compiled, found);
  };
}
