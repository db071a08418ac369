import { useQuery } from "@tanstack/react-query";
import { useApi } from "./api.tsx";
import type { EventSummary, JobSummary, MessageSummary, ServerView, SystemStatus } from "./views.ts";

/** Further ones are seen in the outbox. */
const mostUndelivered = 50;

/** One thing that waits for a person. */
export type NeedsMe =
  | { readonly kind: "vault"; readonly vault: SystemStatus["vault"] }
  | { readonly kind: "job"; readonly job: JobSummary }
  | { readonly kind: "event-paused"; readonly event: EventSummary }
  | { readonly kind: "undelivered"; readonly message: MessageSummary }
  | { readonly kind: "host-key-changed" | "host-key-offered" | "server-offline"; readonly server: ServerView };

/** Tells one need from the others, for lists. */
export function needKey(need: NeedsMe): string {
  switch (need.kind) {
    case "vault":
      return "vault";
    case "job":
      return need.job.id;
    case "event-paused":
      return `event ${String(need.event.id)}`;
    case "undelivered":
      return need.message.id;
    default:
      return `server ${String(need.server.id)}`;
  }
}

/** Whether a person must open the vault, or make one: what needs a secret waits until then. */
export function isVaultClosed({ state, waiting }: SystemStatus["vault"]): boolean {
  return state === "locked" || state === "damaged" || (state === "none" && waiting > 0);
}

/** The program paused it since it kept failing; one whose runs are used up has done what it was to do. */
function keptFailing({ pauseReason, failureStreak, schedule }: EventSummary): boolean {
  const most = schedule?.pauseAfterFailures ?? undefined;
  return pauseReason !== undefined && most !== undefined && failureStreak >= most;
}

/**
 * What waits for a person, the most urgent first: changed host keys, a vault that cannot be read, jobs, events that kept failing, what could not be
 * delivered, new host keys, servers that are down.
 */
export function collectNeeds(
  vault: SystemStatus["vault"],
  attention: readonly JobSummary[],
  servers: readonly ServerView[],
  paused: readonly EventSummary[],
  undelivered: readonly MessageSummary[],
): readonly NeedsMe[] {
  const current = servers.filter((server) => !server.archived);
  const of = (
    kind: Exclude<NeedsMe["kind"], "vault" | "job" | "event-paused" | "undelivered">,
    statuses: readonly ServerView["status"][],
  ): readonly NeedsMe[] =>
    current.filter((server) => statuses.includes(server.status)).map((server) => ({ kind, server }));
  return [
    ...of("host-key-changed", ["host_key_changed"]),
    ...(isVaultClosed(vault) ? [{ kind: "vault" as const, vault }] : []),
    ...attention.map((job): NeedsMe => ({ kind: "job", job })),
    ...paused.filter(keptFailing).map((event): NeedsMe => ({ kind: "event-paused", event })),
    ...undelivered.map((message): NeedsMe => ({ kind: "undelivered", message })),
    ...of("host-key-offered", ["untrusted"]),
    ...of("server-offline", ["offline"]),
  ];
}

export interface NeedsMeAnswer {
  /** Undefined until it is known. */
  readonly needs: readonly NeedsMe[] | undefined;
  /** Why it cannot be known; null while nothing stands against it. */
  readonly error: unknown;
}

/** What waits for a person, live. */
export function useNeedsMe(): NeedsMeAnswer {
  const api = useApi();
  const overview = useQuery(api.system.overview.queryOptions());
  const status = useQuery(api.system.status.queryOptions());
  const servers = useQuery(api.servers.list.queryOptions({}));
  const anyPaused = (overview.data?.events.paused ?? 0) > 0;
  const paused = useQuery({ ...api.events.list.queryOptions({ status: "PAUSED" }), enabled: anyPaused });
  const pausedEvents = anyPaused ? paused.data : [];
  const dead = useQuery(api.outbox.list.queryOptions({ statuses: ["dead"], asked: true, limit: mostUndelivered }));
  const known =
    overview.data !== undefined &&
    status.data !== undefined &&
    servers.data !== undefined &&
    pausedEvents !== undefined &&
    dead.data !== undefined;
  return {
    needs: known
      ? collectNeeds(status.data.vault, overview.data.attention, servers.data, pausedEvents, dead.data.messages)
      : undefined,
    error: known ? null : (overview.error ?? status.error ?? servers.error ?? paused.error ?? dead.error),
  };
}
