import type { PowerMonitor } from "electron";
import type { Host } from "../host/host.ts";

/**
 * Has the host look what is due as soon as the computer has woken. Without it the scheduler would notice by itself,
 * up to one of its longest sleeps later.
 */
export function wakeAfterSleep(power: Pick<PowerMonitor, "on">, host: Promise<Pick<Host, "wake"> | undefined>): void {
  power.on("resume", () => {
    host.then(
      (opened) => opened?.wake(),
      // One that could not be opened has been told of, and has nothing to wake.
      () => undefined,
    );
  });
}
