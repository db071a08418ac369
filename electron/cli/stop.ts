import type { Command } from "commander";
import { CroniumError } from "../../shared/errors.ts";
import { sleep } from "../base/clock.ts";
import { isHeld } from "../host/data-directory.ts";
import type { Attach } from "./action.ts";
import { connect } from "./connect.ts";
import type { Session } from "./session.ts";

/** How long a host may take to end what it is doing, and how often to look, milliseconds. */
const goneWithinMs = 30_000;
const lookAgainAfterMs = 50;

export function addStop(program: Command, attach: Attach): void {
  attach(program.command("stop").description("end the running host gracefully; runs under way go on"), stop);
}

async function stop(session: Session): Promise<void> {
  const { clock } = session.io;
  if (!isHeld(session.dataDirectory)) {
    await session.print({ stopped: false }, [`Cronium is not running on ${session.dataDirectory}.`]);
    return;
  }
  const connection = await connect(session);
  try {
    if (connection.host !== undefined) await connection.client.system.stop.mutate();
  } finally {
    await connection.close();
  }
  const giveUpAt = clock.elapsed() + goneWithinMs;
  while (isHeld(session.dataDirectory)) {
    if (clock.elapsed() > giveUpAt) {
      throw new CroniumError(
        "unavailable",
        `Cronium was asked to stop and is still there after ${String(goneWithinMs / 1000)} s`,
        {
          remedy: `Look into ${session.dataDirectory}/cronium.log, or end process ${String(connection.host?.pid)}.`,
        },
      );
    }
    await sleep(clock, lookAgainAfterMs);
  }
  const pid = connection.host?.pid;
  await session.print({ stopped: true, pid }, [`Stopped${pid === undefined ? "" : ` process ${String(pid)}`}.`]);
}
