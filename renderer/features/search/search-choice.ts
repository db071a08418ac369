import type { SearchInput } from "../../../shared/search.ts";
import { jobStatuses, type JobStatus } from "../../../shared/words.ts";
import { wholeNumber } from "../../navigation/query-words.ts";
import { readTimeRange, timeRanges, type TimeRange } from "../../ui/time-range.tsx";

/** What is searched for, and where. */
export interface SearchChoice {
  readonly text: string;
  readonly regex: boolean;
  readonly matchCase: boolean;
  readonly statuses: readonly JobStatus[];
  readonly eventId: number | undefined;
  readonly serverId: number | undefined;
  readonly range: TimeRange | undefined;
}

/** Reads an address's query. What is not understood is left out. */
export function readSearchChoice(query: URLSearchParams): SearchChoice {
  const words = (query.get("status") ?? "").split(",");
  return {
    text: query.get("q") ?? "",
    regex: query.get("regex") === "1",
    matchCase: query.get("case") === "1",
    statuses: jobStatuses.filter((status) => words.includes(status)),
    eventId: wholeNumber(query.get("event")),
    serverId: wholeNumber(query.get("server")),
    range: readTimeRange(query.get("since")),
  };
}

/** What the core is asked. @param now epoch milliseconds */
export function searchInputOf(choice: SearchChoice, now: number): SearchInput {
  const { text, regex, matchCase, statuses, eventId, serverId, range } = choice;
  return {
    text,
    regex,
    matchCase,
    ...(statuses.length === 0 ? {} : { statuses: [...statuses] }),
    ...(eventId === undefined ? {} : { eventId }),
    ...(serverId === undefined ? {} : { serverId }),
    ...(range === undefined ? {} : { sinceMs: now - timeRanges[range].lengthMs }),
  };
}
