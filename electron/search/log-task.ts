import type { LogPlace, LogSearchStep } from "../../shared/log-search.ts";
import { systemClock } from "../base/clock.ts";
import { findMatch, type LogFind, type LogFindAnswer } from "../logs/find-match.ts";
import { locateLine, type LineQuestion } from "../logs/locate-line.ts";
import { readLines, type LinesAnswer } from "../logs/log-lines.ts";
import type { LogMarks } from "../logs/log-marks.ts";
import { searchLog, type LogSearch } from "../logs/search-log.ts";
import { readTextPage, type TextPage, type TextPageAnswer } from "../logs/text-page.ts";
import { compareLogs, type LogPair, type LogPairDifference } from "./compare-logs.ts";
import { indexLogs, type IndexAnswer, type IndexTask } from "./index-logs.ts";
import { searchAcross, type AcrossStep, type AcrossTask } from "./search-across.ts";
import type { WithinDatabase } from "./thread-end.ts";

/** Work on log files that would keep everything else waiting: what is asked, told meanwhile, and answered. */
export interface LogTasks {
  readonly search: {
    readonly input: LogSearch;
    readonly step: Omit<LogSearchStep, "first">;
    readonly answer: undefined;
  };
  readonly find: { readonly input: LogFind; readonly step: never; readonly answer: LogFindAnswer };
  readonly locate: {
    readonly input: { readonly path: string; readonly question: LineQuestion; readonly marks: LogMarks };
    readonly step: never;
    readonly answer: { readonly place: LogPlace; readonly marks: LogMarks };
  };
  readonly lines: {
    readonly input: Parameters<typeof readLines>[0];
    readonly step: never;
    readonly answer: LinesAnswer;
  };
  readonly text: { readonly input: TextPage; readonly step: never; readonly answer: TextPageAnswer };
  readonly across: { readonly input: AcrossTask; readonly step: AcrossStep; readonly answer: string | undefined };
  readonly compare: {
    readonly input: readonly LogPair[];
    readonly step: never;
    readonly answer: readonly LogPairDifference[];
  };
  readonly index: { readonly input: IndexTask; readonly step: never; readonly answer: IndexAnswer };
}

export type LogTaskKind = keyof LogTasks;

export type LogTaskRunners = {
  readonly [Kind in LogTaskKind]: (
    input: LogTasks[Kind]["input"],
    step: (step: LogTasks[Kind]["step"]) => void,
    enter: WithinDatabase,
  ) => LogTasks[Kind]["answer"];
};

/** Each kind done here and now; others wait. */
export const logTaskRunners: LogTaskRunners = {
  search(input, step) {
    searchLog(input, step);
    return undefined;
  },
  find: (input) => findMatch(input),
  locate: ({ path, question, marks }) => locateLine(path, question, marks),
  lines: (input) => readLines(input),
  text: (input) => readTextPage(input),
  across: (input, step, enter) => searchAcross(input, step, enter),
  compare: (input) => compareLogs(input),
  index: (input, _step, enter) => indexLogs(input, systemClock, enter),
};
