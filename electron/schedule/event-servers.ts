/** A server as far as choosing it is concerned. */
interface Choosable {
  readonly id: number;
  readonly groups: readonly string[];
}

/** An event as far as its servers are concerned. */
interface PlacedEvent {
  /** `servers` when it runs on some. */
  readonly run_on: string;
  /** Names of groups of servers, as a JSON list. */
  readonly groups: string;
}

/**
 * Which of the servers an event runs on: those it names and those of its groups, in the order given; none when it runs
 * elsewhere.
 * @param named ids of the servers it names
 * @param servers those there are, without archived ones
 */
export function serversOfEvent<Server extends Choosable>(
  event: PlacedEvent,
  named: readonly number[],
  servers: readonly Server[],
): readonly Server[] {
  if (event.run_on !== "servers") return [];
  return chosenServers(named, JSON.parse(event.groups) as string[], servers);
}

/** The servers that are named or belong to one of the groups, in the order given. */
export function chosenServers<Server extends Choosable>(
  named: readonly number[],
  groups: readonly string[],
  servers: readonly Server[],
): readonly Server[] {
  const ids = new Set(named);
  const wanted = new Set(groups);
  return servers.filter((server) => ids.has(server.id) || server.groups.some((group) => wanted.has(group)));
}
