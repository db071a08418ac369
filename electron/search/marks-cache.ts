import { noMarks, type LogMarks } from "../logs/log-marks.ts";

/** The marks of the logs that were looked into last: a few kilobytes for each gigabyte. */
export interface MarksCache {
  get(path: string): LogMarks;
  /** Keeps the longer of what is known and what is given. */
  keep(path: string, marks: LogMarks): void;
}

export function createMarksCache(capacity = 16): MarksCache {
  const known = new Map<string, LogMarks>();
  return {
    get: (path) => known.get(path) ?? noMarks,
    keep(path, marks) {
      const longer = (known.get(path)?.at(-1)?.offset ?? -1) > (marks.at(-1)?.offset ?? 0) ? known.get(path) : marks;
      known.delete(path);
      known.set(path, longer ?? marks);
      const [oldest] = known.keys();
      if (known.size > capacity && oldest !== undefined) known.delete(oldest);
    },
  };
}
