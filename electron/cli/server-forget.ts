import type { Command } from "commander";
import type { Attach } from "./action.ts";
import { confirm } from "./confirm.ts";
import { withClient } from "./connect.ts";
import { findServer } from "./lookup.ts";
import type { Session } from "./session.ts";

interface ForgetFlags {
  readonly yes?: boolean;
}

export function addServerForget(server: Command, attach: Attach): void {
  attach<ForgetFlags>(
    server
      .command("forget <server>")
      .description(
        "forget its accepted or expected host key, so that its next one is asked about as if it were the first",
      )
      .option("-y, --yes", "without asking"),
    forget,
  );
}

function forget(session: Session, flags: ForgetFlags, [word = ""]: readonly string[]): Promise<number> {
  return withClient(session, async (client) => {
    const { id, name, pinned, expectedFingerprint } = await findServer(client, word);
    const fingerprint = pinned?.fingerprint ?? expectedFingerprint;
    if (fingerprint === undefined) {
      await session.print({ id, name, forgotten: false }, [`No host key of ${name} is accepted.`]);
      return 0;
    }
    if (flags.yes !== true) {
      const state = pinned === undefined ? "Expected is the key" : `Accepted is the ${pinned.algorithm} key`;
      session.note(`${state} ${fingerprint}. Nothing runs there without one.`);
      if (!(await confirm(session, `Forget the host key of ${name}?`, "--yes"))) {
        session.note("Nothing was forgotten.");
        return 1;
      }
    }
    await client.servers.forgetKey.mutate({ id });
    await session.print({ id, name, forgotten: true, fingerprint }, [
      `Forgot the host key of ${name}. Accept its next one with \`cronium server trust ${name}\`.`,
    ]);
    return 0;
  });
}
