import { useQuery } from "@tanstack/react-query";
import { useApi } from "./api.tsx";
import type { JobSummary, ServerView } from "./views.ts";

/** One thing that waits for a person. */
export type NeedsMe =
  | { readonly kind: "job"; readonly job: JobSummary }
  | { readonly kind: "host-key-changed" | "host-key-offered" | "server-offline"; readonly server: ServerView };

/** What waits for a person, the most urgent first: changed host keys, jobs, new host keys, servers that are down. */
export function collectNeeds(attention: readonly JobSummary[], servers: readonly ServerView[]): readonly NeedsMe[] {
  const current = servers.filter((server) => !server.archived);
  const of = (kind: Exclude<NeedsMe["kind"], "job">, statuses: readonly ServerView["status"][]): readonly NeedsMe[] =>
    current.filter((server) => statuses.includes(server.status)).map((server) => ({ kind, server }));
  return [
    ...of("host-key-changed", ["host_key_changed"]),
    ...attention.map((job): NeedsMe => ({ kind: "job", job })),
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
  const servers = useQuery(api.servers.list.queryOptions({}));
  const known = overview.data !== undefined && servers.data !== undefined;
  return {
    needs: known ? collectNeeds(overview.data.attention, servers.data) : undefined,
    error: known ? null : (overview.error ?? servers.error),
  };
}
