import { sleep, type Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/logger.ts";
import type { Door, DoorAddress } from "./open-door.ts";

/** Waits before a lost door is asked for again, milliseconds; doubled each time. */
const firstPauseMs = 250;
const longestPauseMs = 30_000;

export interface TunnelChoices {
  readonly serverName: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Opens a door like the one that the script goes by. */
  readonly open: (known: DoorAddress, signal: AbortSignal) => Promise<Door>;
  /** Tells the script where the API is now; false where the script is gone. */
  readonly moved: (address: DoorAddress, signal: AbortSignal) => Promise<boolean>;
  readonly ended: AbortSignal;
}

/**
 * Keeps a door open for a run until that has ended: whenever it is lost, another is opened, at the same port if that can
 * be had. Never rejects.
 * @param door the one that is open; undefined: none is yet
 * @param known the address that the script goes by
 */
export async function tendTunnel(choices: TunnelChoices, door: Door | undefined, known: DoorAddress): Promise<void> {
  const { serverName, clock, logger, moved, ended } = choices;
  let told = known;
  let open = door;
  let pauseMs = firstPauseMs;
  for (;;) {
    try {
      open ??= await choices.open(told, ended);
      if (open.url !== told.url || open.socket !== told.socket) {
        if (!(await moved(open, ended))) {
          open.close();
          return;
        }
        told = open;
      }
      pauseMs = firstPauseMs;
      await untilClosed(open, ended);
      open = undefined;
      if (ended.aborted) return;
      logger.debug({ server: serverName }, "a door for a script was lost; another is opened");
    } catch (error) {
      if (ended.aborted) {
        open?.close();
        return;
      }
      const reason = error instanceof Error ? error.message : String(error);
      logger.debug({ server: serverName, reason, pauseMs }, "a door for a script could not be opened");
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
async function untilClosed(door: Door, ended: AbortSignal): Promise<void> {
  const close = (): void => {
    door.close();
  };
  if (ended.aborted) close();
  ended.addEventListener("abort", close, { once: true });
  await door.closed;
  ended.removeEventListener("abort", close);
}
