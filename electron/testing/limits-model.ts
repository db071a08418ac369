import { expect } from "vitest";
import { precedence } from "../queue/ageing.ts";
import { keepRoomAfterMs } from "../queue/claim-within-limits.ts";

/** What the naive model knows of a job: who is under way where is counted anew for every question. */
export interface Known {
  readonly id: string;
  readonly eventId: number;
  readonly priority: number;
  readonly availableAt: number;
  readonly exclusive: boolean;
  readonly wanted: string | null;
  readonly serverIds: readonly number[];
  state: "waiting" | "claimed" | "running" | "ended";
  /** Of a running one, where it still has something to do. */
  open: number[];
  attempt: number;
}

export interface Setting {
  readonly eventLimits: ReadonlyMap<number, number | null>;
  readonly servers: ReadonlyMap<number, { readonly groups: readonly string[]; readonly limit: number | null }>;
  readonly groupLimits: ReadonlyMap<string, number>;
}

/** How many are under way on a server or, of each job no more than the limit, in a group. */
function onServers(known: readonly Known[], has: (serverId: number) => boolean, most: number): number {
  return known.reduce((sum, job) => {
    const at = job.state === "claimed" ? job.serverIds : job.state === "running" ? job.open : [];
    return sum + Math.min(at.filter(has).length, most);
  }, 0);
}

export function expectWithinLimits(known: readonly Known[], { eventLimits, servers, groupLimits }: Setting): void {
  for (const [eventId, limit] of eventLimits) {
    const underWay = known.filter((job) => job.eventId === eventId && ["claimed", "running"].includes(job.state));
    expect(underWay.length).toBeLessThanOrEqual(limit ?? Infinity);
  }
  for (const [id, { limit }] of servers) {
    expect(onServers(known, (other) => other === id, 1)).toBeLessThanOrEqual(limit ?? Infinity);
  }
  for (const [group, limit] of groupLimits) {
    const has = (id: number): boolean => servers.get(id)?.groups.includes(group) === true;
    expect(onServers(known, has, limit)).toBeLessThanOrEqual(limit);
  }
}

/** Who starts, by the rules as a person would tell them, each looked at by itself. */
export function naiveClaim(known: readonly Known[], setting: Setting, now: number, limit: number): string[] {
  const inOrder = known
    .filter((job) => job.state === "waiting" && job.availableAt <= now)
    .sort((left, right) => precedence(left) - precedence(right) || left.availableAt - right.availableAt);
  const started: string[] = [];
  const keepers: Known[] = [];
  const hindered = new Set<string>();
  for (const job of inOrder) {
    if (started.length === limit) break;
    const ofEvent = known.filter(
      (other) => other.eventId === job.eventId && ["claimed", "running"].includes(other.state),
    );
    if (ofEvent.length >= (setting.eventLimits.get(job.eventId) ?? Infinity)) continue;
    if (job.exclusive && ofEvent.length > 0) continue;
    if (job.wanted !== null && hindered.has(job.wanted)) continue;
    const as = (state: Known["state"]) => (other: Known) => ({ ...other, state });
    const would = [...known.filter((other) => other !== job), ...[job, ...keepers].map(as("claimed"))];
    const fits =
      [...setting.servers].every(
        ([id, server]) =>
          !job.serverIds.includes(id) || onServers(would, (other) => other === id, 1) <= (server.limit ?? Infinity),
      ) &&
      [...setting.groupLimits].every(([group, most]) => {
        const has = (id: number): boolean => setting.servers.get(id)?.groups.includes(group) === true;
        return !job.serverIds.some(has) || onServers(would, has, most) <= most;
      });
    if (fits) {
      job.state = "claimed";
      started.push(job.id);
    } else {
      hindered.add(job.wanted ?? "");
      if (now - job.availableAt >= keepRoomAfterMs) keepers.push(job);
    }
  }
  return started;
}
