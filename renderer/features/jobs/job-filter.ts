import { jobStatuses, type JobStatus } from "../../../shared/words.ts";

/** The lengths of time a list can be limited to, as they stand in the address. */
export const timeRanges = {
  "1h": { words: "Last hour", lengthMs: 3_600_000 },
  "24h": { words: "Last 24 hours", lengthMs: 86_400_000 },
  "7d": { words: "Last 7 days", lengthMs: 7 * 86_400_000 },
  "30d": { words: "Last 30 days", lengthMs: 30 * 86_400_000 },
} as const;
export type TimeRange = keyof typeof timeRanges;

/** What a list of jobs is narrowed to. */
export interface ChosenJobs {
  readonly groups: readonly StatusGroup[];
  readonly search: string;
  readonly range: TimeRange | undefined;
  readonly serverId: number | undefined;
  readonly eventId: number | undefined;
}

/** What the chips offer: a job that is being started counts as running. */
export const statusGroups = {
  queued: ["queued"],
  running: ["claimed", "running"],
  completed: ["completed"],
  failed: ["failed"],
  timeout: ["timeout"],
  partial: ["partial"],
  cancelled: ["cancelled"],
  needs_attention: ["needs_attention"],
} as const satisfies Readonly<Record<string, readonly JobStatus[]>>;
export type StatusGroup = keyof typeof statusGroups;
export const statusGroupNames = Object.keys(statusGroups) as readonly StatusGroup[];

function groupOf(word: string): StatusGroup | undefined {
  const status = jobStatuses.find((known) => known === word);
  return statusGroupNames.find((name) => (statusGroups[name] as readonly string[]).includes(status ?? ""));
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

/** Reads an address's query. What is not understood is left out. */
export function readChosenJobs(query: URLSearchParams): ChosenJobs {
  const words = (query.get("status") ?? "").split(",").map((word) => groupOf(word.trim()));
  const range = query.get("since");
  return {
    groups: statusGroupNames.filter((name) => words.includes(name)),
    search: query.get("search") ?? "",
    range: range !== null && Object.hasOwn(timeRanges, range) ? (range as TimeRange) : undefined,
    serverId: wholeNumber(query.get("server")),
    eventId: wholeNumber(query.get("event")),
  };
}

/** The statuses that belong to groups; none: all statuses. */
export function statusesOf(groups: readonly StatusGroup[]): readonly JobStatus[] {
  return groups.flatMap((name) => statusGroups[name] as readonly JobStatus[]);
}

/** How the groups stand in the address after one was switched; undefined when none is left. */
export function switchGroup(groups: readonly StatusGroup[], group: StatusGroup): string | undefined {
  const next = groups.includes(group) ? groups.filter((other) => other !== group) : [...groups, group];
  return next.length === 0 ? undefined : next.join(",");
}
