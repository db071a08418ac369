import type { ServerView } from "../../bridge/views.ts";

/** What the list may be ordered by. */
export const serverOrders = [
  { value: "name", label: "By name" },
  { value: "state", label: "Trouble first" },
  { value: "load", label: "Most load first" },
  { value: "disk", label: "Fullest disk first" },
  { value: "seen", label: "Longest unseen first" },
] as const;
export type ServerOrder = (typeof serverOrders)[number]["value"];

const trouble: readonly ServerView["status"][] = ["host_key_changed", "offline", "untrusted", "unknown", "online"];

/** Load of one minute for each core: 1 is a server that has all hands full. */
function loadPerCore({ facts }: Pick<ServerView, "facts">): number | undefined {
  const load = facts?.load?.[0];
  return load === undefined ? undefined : load / (facts?.cores ?? 1);
}

/** Share of the disk that is used, from 0 to 1. */
export function diskShare({ facts }: Pick<ServerView, "facts">): number | undefined {
  if (facts?.diskTotal === undefined || facts.diskUsed === undefined) return undefined;
  return facts.diskUsed / facts.diskTotal;
}

/** Servers in an order; those of which it is not known come last, equals by name. */
export function orderServers(servers: readonly ServerView[], order: ServerOrder): readonly ServerView[] {
  const rank = rankOf[order];
  return [...servers].sort(
    (left, right) => (rank(left) ?? Infinity) - (rank(right) ?? Infinity) || left.name.localeCompare(right.name),
  );
}

const negative = (value: number | undefined): number | undefined => (value === undefined ? undefined : -value);

const rankOf: Readonly<Record<ServerOrder, (server: ServerView) => number | undefined>> = {
  name: () => 0,
  state: (server) =>
    trouble.indexOf(server.status) -
    (server.held !== undefined ? 0.5 : 0) -
    ((server.facts?.warnings.length ?? 0) > 0 ? 0.2 : 0),
  load: (server) => negative(loadPerCore(server)),
  disk: (server) => negative(diskShare(server)),
  seen: (server) => server.seenAt ?? 0,
};
