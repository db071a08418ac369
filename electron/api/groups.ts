import { z } from "zod";
import { groupChoice, groupLimit, type GroupView } from "../../shared/group.ts";
import { tagText } from "../../shared/plain-text.ts";
import { foldName } from "../definitions/current-definition.ts";
import { refuseBadWaysOfGroup, writeGroupOptions } from "../definitions/write-group.ts";
import { writeGroupLimit, writeNoGroupLimit } from "../definitions/write-group-limit.ts";
import { readLimits } from "../queue/limits.ts";
import { groupKey } from "../queue/rooms.ts";
import { runningByServer } from "../store/executions.ts";
import { listGroupLimits } from "../store/group-limits.ts";
import { listGroupOptions } from "../store/group-options.ts";
import { listServers } from "../store/servers.ts";
import type { Database } from "../store/tables.ts";
import { procedure, router } from "./procedure.ts";

/** Groups of servers. They are made by naming them on a server; here they are limited. */
export const groupsRouter = router({
  list: procedure.query(({ ctx: context }) => viewGroups(context.store.read)),

  set: procedure.input(groupLimit).mutation(async ({ ctx: context, input }) => {
    await context.store.write
      .transaction()
      .execute((transaction) => writeGroupLimit(transaction, input, context.clock.now()));
    context.changes.announce({ noun: "server" });
    context.queued();
    return {};
  }),

  /** What it chooses for all of its members; nothing at all takes its choices away. */
  options: procedure.input(groupChoice).mutation(async ({ ctx: context, input }) => {
    await context.store.write.transaction().execute(async (transaction) => {
      await writeGroupOptions(transaction, input.name, input.options, context.clock.now());
      await refuseBadWaysOfGroup(transaction, input.name);
    });
    context.changes.announce({ noun: "server" });
    context.queued();
    return {};
  }),

  clear: procedure.input(z.strictObject({ name: tagText })).mutation(async ({ ctx: context, input }) => {
    await context.store.write
      .transaction()
      .execute((transaction) => writeNoGroupLimit(transaction, input.name, context.clock.now()));
    context.changes.announce({ noun: "server" });
    context.queued();
    return {};
  }),
});

async function viewGroups(database: Database): Promise<readonly GroupView[]> {
  const [servers, limits, running, { rooms }, choices] = await Promise.all([
    listServers(database),
    listGroupLimits(database),
    runningByServer(database),
    readLimits(database),
    listGroupOptions(database),
  ]);
  const named = servers.flatMap((server) =>
    [...new Set(JSON.parse(server.groups) as string[])].map((group) => ({ group, server })),
  );
  // As limits are held: one that differs in the case of its letters alone is the same.
  const byName = Map.groupBy(named, ({ group }) => foldName(group));
  const names = new Map<string, string>([
    ...named.map(({ group }): [string, string] => [foldName(group), group]),
    ...limits.map(({ name }): [string, string] => [foldName(name), name]),
    ...choices.map(({ name }): [string, string] => [foldName(name), name]),
  ]);
  return [...names]
    .map(([folded, name]): GroupView => {
      const members = (byName.get(folded) ?? []).map(({ server }) => server);
      return {
        name,
        servers: members.map((server) => server.name),
        concurrency: limits.find((limit) => foldName(limit.name) === folded)?.concurrency ?? null,
        options: choices.find((choice) => foldName(choice.name) === folded)?.options ?? {},
        // Of a job that works off more members than may run at once, no more than that are under way.
        runningCount: limits.some((limit) => foldName(limit.name) === folded)
          ? rooms.at(groupKey(name)).taken
          : members.reduce((sum, { id }) => sum + (running.get(id) ?? 0), 0),
      };
    })
    .sort((left, right) => left.name.localeCompare(right.name));
}
