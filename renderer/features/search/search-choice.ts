import type { SearchInput } from "../../../shared/search.ts";
import { jobStatuses, type JobStatus } from "../../../shared/words.ts";

/** The lengths of time a search can be limited to, as they stand in the address. */
export const searchRanges = {
  "1h": { words: "Last hour", lengthMs: 3_600_000 },
  "24h": { words: "Last 24 hours", lengthMs: 86_400_000 },
  "7d": { words: "Last 7 days", lengthMs: 7 * 86_400_000 },
  "30d": { words: "Last 30 days", lengthMs: 30 * 86_400_000 },
} as const;
export type SearchRange = keyof typeof searchRanges;

/** What is searched for, and where. */
export interface SearchChoice {
  readonly text: string;
  readonly regex: boolean;
  readonly matchCase: boolean;
  readonly statuses: readonly JobStatus[];
  readonly eventId: number | undefined;
  readonly serverId: number | undefined;
  readonly range: SearchRange | undefined;
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

/** Reads an address's query. What is not understood is left out. */
export function readSearchChoice(query: URLSearchParams): SearchChoice {
  const words = (query.get("status") ?? "").split(",");
  const range = query.get("since");
  return {
    text: query.get("q") ?? "",
    regex: query.get("regex") === "1",
    matchCase: query.get("case") === "1",
    statuses: jobStatuses.filter((status) => words.includes(status)),
    eventId: wholeNumber(query.get("event")),
    serverId: wholeNumber(query.get("server")),
    range: range !== null && Object.hasOwn(searchRanges, range) ? (range as SearchRange) : undefined,
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
    ...(range === undefined ? {} : { sinceMs: now - searchRanges[range].lengthMs }),
  };
}
