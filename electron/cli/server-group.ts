import type { Command } from "commander";
import type { Attach } from "./action.ts";
import { withClient } from "./connect.ts";
import { optionChanges } from "./server-changes.ts";
import { changeOptions } from "./option-flags.ts";
import { findGroup } from "./server-limits.ts";
import { collect } from "./server-add.ts";
import type { Session } from "./session.ts";
import { plainText } from "./text.ts";
import { UsageError } from "./usage-error.ts";

interface GroupFlags {
  readonly option?: readonly string[];
  readonly dryRun?: boolean;
}

export function addServerGroup(server: Command, attach: Attach): void {
  attach<GroupFlags>(
    server
      .command("group <group>")
      .description("change what a group chooses for its members")
      .option("--option <name=value>", "as in a definition file, such as idle=10m; name= chooses it no more", collect)
      .option("--dry-run", "only say what would change"),
    changeGroup,
  );
}

function changeGroup(session: Session, flags: GroupFlags, [word = ""]: readonly string[]): Promise<void> {
  const { option = [] } = flags;
  if (option.length === 0) throw new UsageError("Give at least one --option name=value.");
  return withClient(session, async (client) => {
    const { name, options } = findGroup(await client.groups.list.query(), word);
    const wanted = changeOptions(options, option);
    const changes = optionChanges(options, wanted);
    const lines = changes.map(({ path, from, to }) => `    ${path}: ${plainText(from)} → ${plainText(to)}`);
    const applied = changes.length > 0 && flags.dryRun !== true;
    if (applied) await client.groups.options.mutate({ name, options: wanted });
    const end = changes.length === 0 ? "Nothing to change." : "Dry run, nothing was changed.";
    await session.print(
      { group: name, changes, applied },
      applied ? [`Changed group ${plainText(name)}.`, ...lines] : [...lines, end],
    );
  });
}
