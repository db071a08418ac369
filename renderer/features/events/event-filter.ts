import type { EventSummary } from "../../bridge/views.ts";
import type { JobStatus } from "../../../shared/words.ts";

/** Which events are shown: all that are not archived, those whose last run went wrong, or those in one status. */
export const eventScopes = ["current", "failing", "ACTIVE", "PAUSED", "DRAFT", "ARCHIVED"] as const;
export type EventScope = (typeof eventScopes)[number];

const badEnds: readonly JobStatus[] = ["failed", "timeout", "partial", "needs_attention"];

type Judged = Pick<EventSummary, "status" | "last">;

/** Its latest finished run went wrong, and somebody may still care. */
export function isFailing({ status, last }: Judged): boolean {
  return status !== "ARCHIVED" && last !== undefined && badEnds.includes(last.status);
}

function isIn(event: Judged, scope: EventScope): boolean {
  if (scope === "current") return event.status !== "ARCHIVED";
  if (scope === "failing") return isFailing(event);
  return event.status === scope;
}

export function countScopes(events: readonly Judged[]): Readonly<Record<EventScope, number>> {
  const count = (scope: EventScope): number => events.filter((event) => isIn(event, scope)).length;
  return Object.fromEntries(eventScopes.map((scope) => [scope, count(scope)])) as Record<EventScope, number>;
}

export interface EventQuery {
  readonly scope: EventScope;
  readonly search: string;
  readonly tag: string | undefined;
}

/** Reads the filters of the list from its address; `?status=active` and `?status=failing` alike. */
export function readEventQuery(query: URLSearchParams): EventQuery {
  const status = query.get("status")?.toLowerCase();
  return {
    scope: eventScopes.find((scope) => scope.toLowerCase() === status) ?? "current",
    search: query.get("q") ?? "",
    tag: query.get("tag") ?? undefined,
  };
}

/** Those that match every filter; the text may stand in the name, the description, a tag or a target. */
export function filterEvents(events: readonly EventSummary[], query: EventQuery): readonly EventSummary[] {
  const wanted = query.search.trim().toLowerCase();
  return events.filter(
    (event) =>
      isIn(event, query.scope) &&
      (query.tag === undefined || event.tags.includes(query.tag)) &&
      (wanted === "" ||
        `${event.name}\n${event.description}\n${event.tags.join("\n")}\n${event.runsOn}`
          .toLowerCase()
          .includes(wanted)),
  );
}
