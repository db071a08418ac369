import type { Command } from "commander";
import { CroniumError } from "../../shared/errors.ts";
import { mostAtOnce } from "../../shared/event.ts";
import { didYouMean } from "../../shared/nearest.ts";
import type { Attach } from "./action.ts";
import type { GroupLine } from "./answers.ts";
import { withClient } from "./connect.ts";
import { findServer, isSameName } from "./lookup.ts";
import type { Session } from "./session.ts";
import { tableLines } from "./table.ts";
import { plainText } from "./text.ts";
import { UsageError, wholeNumber } from "./usage-error.ts";

interface LimitFlags {
  readonly atOnce?: number;
  readonly none?: boolean;
  readonly group?: boolean;
}

export function addServerLimits(server: Command, attach: Attach): void {
  attach(server.command("groups").description("groups of servers, and how much may run on each at once"), (session) =>
    listGroups(session),
  );
  attach<LimitFlags>(
    server
      .command("limit <server>")
      .description("how many executions may be under way on a server, or on a group of servers together")
      .option("--at-once <n>", "this many at most", wholeNumber(1, mostAtOnce))
      .option("--none", "as many as there are")
      .option("--group", "the word names a group, not a server"),
    limit,
  );
}

function listGroups(session: Session): Promise<void> {
  return withClient(session, async (client) => {
    const groups = await client.groups.list.query();
    const rows = groups.map((group) => [
      plainText(group.name),
      group.concurrency === null ? "no limit" : String(group.concurrency),
      String(group.runningCount),
      group.servers.join(", "),
    ]);
    const heading = ["group", "at once", "under way", "servers"];
    await session.print(groups, rows.length === 0 ? ["No groups."] : tableLines(heading, rows));
  });
}

function limit(session: Session, flags: LimitFlags, [word = ""]: readonly string[]): Promise<void> {
  if ((flags.atOnce === undefined) === (flags.none !== true)) {
    throw new UsageError("Give exactly one of --at-once and --none.");
  }
  const concurrency = flags.atOnce ?? null;
  const words = concurrency === null ? "no limit any more" : `at most ${String(concurrency)} at once`;
  return withClient(session, async (client) => {
    if (flags.group !== true) {
      const { id, name } = await findServer(client, word);
      await client.servers.limit.mutate({ id, concurrency });
      await session.print({ id, name, concurrency }, [`${name}: ${words}.`]);
      return;
    }
    const { name } = findGroup(await client.groups.list.query(), word);
    if (concurrency === null) await client.groups.clear.mutate({ name });
    else await client.groups.set.mutate({ name, concurrency });
    await session.print({ group: name, concurrency }, [`Group ${plainText(name)}: ${words}.`]);
  });
}

/** @throws CroniumError `not_found` naming the nearest */
export function findGroup(groups: readonly GroupLine[], word: string): GroupLine {
  const group = groups.find(({ name }) => isSameName(name, word));
  if (group !== undefined) return group;
  const names = groups.map(({ name }) => name);
  throw new CroniumError("not_found", `There is no group “${word}”`, {
    remedy:
      didYouMean(word, names) ?? "List them with `cronium server groups`; a group is made by naming it on a server.",
  });
}
