import { jobStatuses, type JobStatus } from "../../../shared/words.ts";
import type { JobCounts } from "../../bridge/views.ts";
import { wholeNumber } from "../../navigation/query-words.ts";
import { readTimeRange, type TimeRange } from "../../ui/time-range.tsx";

/** What a list of jobs is narrowed to. */
export interface ChosenJobs {
  readonly groups: readonly StatusGroup[];
  readonly search: string;
  readonly range: TimeRange | undefined;
  readonly serverId: number | undefined;
  readonly eventId: number | undefined;
}

/** What the chips offer: a job that is being started counts as running. */
const statusGroups = {
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

/** Reads an address's query. What is not understood is left out. */
export function readChosenJobs(query: URLSearchParams): ChosenJobs {
  const words = (query.get("status") ?? "").split(",").map((word) => groupOf(word.trim()));
  return {
    groups: statusGroupNames.filter((name) => words.includes(name)),
    search: query.get("search") ?? "",
    range: readTimeRange(query.get("since")),
    serverId: wholeNumber(query.get("server")),
    eventId: wholeNumber(query.get("event")),
  };
}

/** The statuses that belong to groups; none: all statuses. */
export function statusesOf(groups: readonly StatusGroup[]): readonly JobStatus[] {
  return groups.flatMap((name) => statusGroups[name] as readonly JobStatus[]);
}

export function countOfGroup(counts: JobCounts, group: StatusGroup): number {
  return statusGroups[group].reduce((sum, status) => sum + counts[status], 0);
}

/** How the groups stand in the address after one was switched; undefined when none is left. */
export function switchGroup(groups: readonly StatusGroup[], group: StatusGroup): string | undefined {
  const next = groups.includes(group) ? groups.filter((other) => other !== group) : [...groups, group];
  return next.length === 0 ? undefined : next.join(",");
}
