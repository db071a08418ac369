import { createLogWork, type LogWork } from "./log-work.ts";
import { createMarksCache, type MarksCache } from "./marks-cache.ts";

/** What looks into logs. */
export interface LogSearchParts {
  readonly work: LogWork;
  readonly marks: MarksCache;
}

export function createLogSearch(): LogSearchParts {
  return { work: createLogWork(), marks: createMarksCache() };
}
