import type { WatchTimer } from "../../shared/watch.ts";
import { timerStatus, type TimerControl } from "../watch/timer-control.ts";

/** A timer of no operating system: it only knows whether it is installed. */
export function createStandInTimer(): TimerControl {
  let everyMs: number | undefined;
  const status = (): Promise<WatchTimer> =>
    Promise.resolve(
      everyMs === undefined
        ? timerStatus("systemd", { detail: "nothing is installed" })
        : timerStatus("systemd", { installed: true, active: true, everyMs, detail: "installed", files: ["/a/timer"] }),
    );
  return {
    status,
    install(chosenMs) {
      everyMs = chosenMs;
      return status();
    },
    remove() {
      everyMs = undefined;
      return status();
    },
  };
}
