import type { Duplex } from "node:stream";
import { sleep, type Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/logger.ts";
import type { ServerConnection } from "../../executor.ts";
import type { Forward, ServerAccess } from "../server-access.ts";

/** Waits before a lost door is asked for again, milliseconds; doubled each time. */
const firstPauseMs = 250;
const longestPauseMs = 30_000;

export interface TunnelChoices {
  readonly access: Pick<ServerAccess, "forward">;
  readonly server: ServerConnection;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly accept: (connection: Duplex) => void;
  /** Tells the script where the API is now; false where the script is gone. */
  readonly moved: (url: string, signal: AbortSignal) => Promise<boolean>;
  readonly ended: AbortSignal;
}

/**
 * Keeps a door open for a run until that has ended: whenever it is lost, another is opened, at the same port if that can
 * be had. Never rejects.
 * @param door the one that is open; undefined: none is yet
 * @param known the address that the script goes by
 */
export async function tendTunnel(choices: TunnelChoices, door: Forward | undefined, known: string): Promise<void> {
  const { access, server, clock, logger, accept, moved, ended } = choices;
  let told = known;
  let open = door;
  let pauseMs = firstPauseMs;
  for (;;) {
    try {
      open ??= await access.forward(server, accept, ended, portOf(told));
      if (open.url !== told) {
        if (!(await moved(open.url, ended))) {
          open.close();
          return;
        }
        told = open.url;
      }
      pauseMs = firstPauseMs;
      await untilClosed(open, ended);
      open = undefined;
      if (ended.aborted) return;
      logger.debug({ server: server.name }, "a door for a script was lost; another is opened");
    } catch (error) {
      if (ended.aborted) {
        open?.close();
        return;
      }
      const reason = error instanceof Error ? error.message : String(error);
      logger.debug({ server: server.name, reason, pauseMs }, "a door for a script could not be opened");
      await sleep(clock, pauseMs, ended).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      if (ended.aborted) {
        open?.close();
        return;
      }
    }
  }
}

/** Resolves when the door is gone; it is closed when the run ends first. */
async function untilClosed(door: Forward, ended: AbortSignal): Promise<void> {
  const close = (): void => {
    door.close();
  };
  if (ended.aborted) close();
  ended.addEventListener("abort", close, { once: true });
  await door.closed;
  ended.removeEventListener("abort", close);
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
