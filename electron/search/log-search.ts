import { createIndexUpkeep, type IndexUpkeep } from "./index-upkeep.ts";
import { createLogWork, type LogWork } from "./log-work.ts";
import { createMarksCache, type MarksCache } from "./marks-cache.ts";

/** What looks into logs. */
export interface LogSearchParts {
  readonly work: LogWork;
  readonly marks: MarksCache;
  readonly upkeep: IndexUpkeep;
}

export function createLogSearch(parts: Omit<Parameters<typeof createIndexUpkeep>[0], "work">): LogSearchParts {
  const work = createLogWork();
  return { work, marks: createMarksCache(), upkeep: createIndexUpkeep({ ...parts, work }) };
}
