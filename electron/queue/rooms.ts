/** What is limited: an event, a server, or a group of servers, by its folded name. */
export type RoomKey = `event:${number}` | `server:${number}` | `group:${string}`;

/** How much of each limited thing a job takes up while it is under way; what has no limit is not in it. */
export type Demand = ReadonlyMap<RoomKey, number>;

/** One limited thing. */
export interface Room {
  readonly limit: number;
  /** Taken up by what is under way. */
  readonly taken: number;
  /** Kept for jobs that have waited long. */
  readonly kept: number;
}

export interface Rooms {
  readonly limits: ReadonlyMap<RoomKey, number>;
  at(key: RoomKey): Room;
  /** What the demand finds no room in. */
  lacking(demand: Demand): readonly RoomKey[];
  /** Counts as under way, whatever the limits: one may have been lowered meanwhile. */
  take(demand: Demand): void;
  /** From here on nobody gets what this demand needs. */
  keep(demand: Demand): void;
}

/** Room in everything that has a limit, all of it free. */
export function createRooms(limits: ReadonlyMap<RoomKey, number>): Rooms {
  const taken = new Map<RoomKey, number>();
  const kept = new Map<RoomKey, number>();
  const add = (counts: Map<RoomKey, number>, demand: Demand): void => {
    for (const [key, amount] of demand) counts.set(key, (counts.get(key) ?? 0) + amount);
  };
  const at = (key: RoomKey): Room => ({
    limit: limits.get(key) ?? Infinity,
    taken: taken.get(key) ?? 0,
    kept: kept.get(key) ?? 0,
  });
  return {
    limits,
    at,
    lacking: (demand) =>
      [...demand].flatMap(([key, amount]) => {
        const room = at(key);
        return room.taken + room.kept + amount > room.limit ? [key] : [];
      }),
    take: (demand) => {
      add(taken, demand);
    },
    keep: (demand) => {
      add(kept, demand);
    },
  };
}

/** The same without what the event itself is limited to. */
export function withoutEvent(demand: Demand): Demand {
  return new Map([...demand].filter(([key]) => !key.startsWith("event:")));
}

/** Groups are limited by name, whatever the case of its ASCII letters, as the database compares names. */
export function groupKey(name: string): `group:${string}` {
  return `group:${name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())}`;
}

/** A server as far as limits go. */
export interface LimitedServer {
  readonly id: number;
  readonly groups: readonly string[];
}

/**
 * What a job takes up. Of a group it never takes more than the group's limit: it works off the members of the group a
 * few at a time (`group-turns.ts`), so that a job on more servers than the group may run at once can be made at all.
 * @param servers those on which it has something to do
 */
export function demandOf(
  eventId: number,
  servers: readonly LimitedServer[],
  limits: ReadonlyMap<RoomKey, number>,
): Demand {
  const demand = new Map<RoomKey, number>();
  const add = (key: RoomKey): void => {
    const limit = limits.get(key);
    if (limit === undefined) return;
    demand.set(key, key.startsWith("group:") ? Math.min((demand.get(key) ?? 0) + 1, limit) : 1);
  };
  add(`event:${eventId}`);
  for (const server of servers) {
    add(`server:${server.id}`);
    for (const key of new Set(server.groups.map(groupKey))) add(key);
  }
  return demand;
}
