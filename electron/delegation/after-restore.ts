import { recordAudit } from "../store/audit.ts";
import { openDelegationsOnServer } from "../store/delegations.ts";
import { markRestored, readRestoredMark } from "../store/restored-mark.ts";
import { listServers } from "../store/servers.ts";
import type { ServerRow } from "../store/tables.ts";
import { adoptFound } from "./adopt.ts";
import { endUnheard } from "./attend-delegation.ts";
import type { DelegationParts } from "./delegation-parts.ts";
import { directoryOn, isAway, reachToAsk } from "./reach-server.ts";
import { takeIn } from "./take-in.ts";

/** Servers that have not been asked since a backup took the place of the data: by name. */
export async function unaskedServers({ store }: Pick<DelegationParts, "store">): Promise<readonly string[]> {
  return (await leftToAsk({ store })).map(({ name }) => name);
}

async function leftToAsk({ store }: Pick<DelegationParts, "store">): Promise<readonly ServerRow[]> {
  const mark = readRestoredMark(store.path);
  if (mark === undefined) return [];
  return (await listServers(store.read)).filter(({ id }) => !mark.asked.includes(id));
}

/**
 * After a backup was restored: asks each server what of this installation lies there. What the data does not know is
 * made known to it, or taken in and removed there; what it believes to be there and is not has ended. Those that cannot
 * be asked are asked the next time; the others are not asked again. Schedules are looked at once all have answered, or
 * can not: what one of them is not known yet to have run would be run here again.
 * @param within gives each server so long
 */
export async function askAfterRestore(
  parts: DelegationParts,
  within: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>,
): Promise<void> {
  const { store, logger } = parts;
  const mark = readRestoredMark(store.path);
  if (mark === undefined) return;
  const servers = await leftToAsk(parts);
  const asked: number[] = [];
  const quietly = { ...parts, rescheduled: () => undefined };
  await Promise.all(
    servers.map(async (server) => {
      try {
        if (await within((signal) => askServer(quietly, server, signal))) asked.push(server.id);
      } catch (error) {
        if (!isAway(error))
          logger.error({ error, server: server.name }, "what lies on a server could not be made known");
      }
    }),
  );
  const isDone = asked.length === servers.length;
  parts.rescheduled();
  markRestored(store.path, isDone ? undefined : { asked: [...mark.asked, ...asked] });
}

/** @returns whether it need not be asked again: else there is more to take in than is taken up at once */
async function askServer(parts: DelegationParts, row: ServerRow, signal: AbortSignal): Promise<boolean> {
  const { store, serverSide, changes } = parts;
  const server = await reachToAsk(parts, row);
  const { found: all, damaged } = await serverSide.list(server, signal);
  const there = new Set([...damaged, ...all.map(({ id }) => id)]);
  let isAll = true;
  for (const found of all) {
    const instants = (await serverSide.plan(server, found.id, signal)) ?? [];
    const adoption = await adoptFound(parts, row, directoryOn(server), found, instants);
    if (adoption === "unwanted") {
      const report = await serverSide.disarm(server, found.id, 0, signal);
      const notes = report?.notes ?? [];
      const isTakenIn = await takeIn(parts, { row, server, found, instants, notes });
      parts.queued();
      if (isTakenIn) await serverSide.remove(server, found.id, signal);
      else isAll = false;
    }
    changes.announce({ noun: "event", id: found.eventId });
  }
  for (const believed of await openDelegationsOnServer(store.write, row.id)) {
    if (believed.state !== "installing" || there.has(believed.id)) continue;
    // To give it the server now would have it run what has long been decided.
    await endUnheard(parts, believed, `A backup was restored, and nothing of it is on the server ${row.name}`);
  }
  if (isAll) for (const id of damaged) await tellDamaged(parts, row.name, id);
  return isAll;
}

/** It is not touched: a person is to look. */
async function tellDamaged({ store, clock, logger }: DelegationParts, server: string, id: string): Promise<void> {
  const entry = {
    actor: "program",
    action: "schedule.damaged_there",
    subject: `schedule ${id}`,
    detail: { server },
  } as const;
  await recordAudit(store.write, entry, clock.now());
  logger.warn(
    { schedule: id, server },
    "what a server says of whose a schedule is cannot be read; it stays there as it is",
  );
}
