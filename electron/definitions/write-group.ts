import type { DefinedGroup } from "../../shared/group.ts";
import { chosenFor, foldedName } from "../../shared/inherited-options.ts";
import type { ServerOptions } from "../../shared/server-options.ts";
import { recordAudit } from "../store/audit.ts";
import { deleteGroupOptions, listGroupOptions, putGroupOptions } from "../store/group-options.ts";
import type { Database } from "../store/tables.ts";
import { readWays, refuseBadWays } from "./server-ways.ts";
import { writeGroupLimit, writeNoGroupLimit } from "./write-group-limit.ts";

/** Writes all that is said of a group, in the caller's transaction. What is absent it has no more. */
export async function writeGroup(transaction: Database, group: DefinedGroup, now: number): Promise<void> {
  const { name, concurrency, options = {} } = group;
  if (concurrency === undefined) await writeNoGroupLimit(transaction, name, now);
  else await writeGroupLimit(transaction, { name, concurrency }, now);
  await writeGroupOptions(transaction, name, options, now);
}

/** Says what a group chooses for its members, in the caller's transaction; with nothing in it, it chooses no more. */
export async function writeGroupOptions(
  transaction: Database,
  name: string,
  options: ServerOptions,
  now: number,
): Promise<void> {
  const isEmpty = Object.values(options).every((value) => value === undefined);
  if (isEmpty) {
    if (!(await deleteGroupOptions(transaction, name))) return;
  } else await putGroupOptions(transaction, { name, options }, now);
  await recordAudit(transaction, { actor: "user", action: "group.options", subject: `group ${name}` }, now);
}

/**
 * Looks at the way to all members of a group, in the caller's transaction.
 * @throws CroniumError `invalid_input`
 */
export async function refuseBadWaysOfGroup(transaction: Database, name: string): Promise<void> {
  const { servers, groups } = await readWays(transaction);
  const members = servers.filter(
    (server) =>
      !server.archived &&
      server.groups.some((group) => foldedName(group) === foldedName(name)) &&
      chosenFor(server.options, server.groups, groups).jump !== null,
  );
  refuseBadWays(
    members.map((member) => member.name),
    servers,
    await listGroupOptions(transaction),
  );
}
