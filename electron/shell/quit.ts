import type { App } from "electron";
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";

/** A host that has not stopped by then is left to the repair at its next start. */
const stopLimitMs = 10_000;

/**
 * Lets the program end only once `stop` has. Asked when the windows are gone, not before: a page with unsaved changes
 * may still keep its window, and then its host must live.
 * @param report told why the stop failed or took too long; the exit code is then 1
 */
export function stopBeforeQuit(
  app: Pick<App, "on" | "quit" | "exit">,
  clock: Clock,
  stop: () => Promise<void>,
  report: (error: unknown) => void,
): void {
  let stopping = false;
  let stopped = false;
  app.on("will-quit", (event) => {
    if (stopped) return;
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    withDeadline(clock, stopLimitMs, "Stopping", stop).then(
      () => {
        stopped = true;
        app.quit();
      },
      (error: unknown) => {
        report(error);
        app.exit(1);
      },
    );
  });
}
