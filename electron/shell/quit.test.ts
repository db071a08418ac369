import { EventEmitter } from "node:events";
import type { App } from "electron";
import { expect, it } from "vitest";
import type { Clock } from "../base/clock.ts";
import { stopBeforeQuit } from "./quit.ts";

/** Electron's own order: `quit` asks `will-quit`, and ends the program unless that was prevented. */
class FakeApp extends EventEmitter {
  readonly seen: string[] = [];

  quit(): void {
    let prevented = false;
    this.emit("will-quit", { preventDefault: () => (prevented = true) });
    this.seen.push(prevented ? "kept alive" : "ended");
  }

  exit(code: number): void {
    this.seen.push(`exit ${String(code)}`);
  }
}

/** A clock whose only deadline passes when asked. */
function handClock(): Clock & { pass(): void } {
  let expire = (): void => undefined;
  return {
    now: () => 0,
    elapsed: () => 0,
    after: (_delayMs, run) => {
      expire = run;
      return () => undefined;
    },
    pass: () => {
      expire();
    },
  };
}

function arrange(stop: () => Promise<void>) {
  const app = new FakeApp();
  const clock = handClock();
  const reports: string[] = [];
  stopBeforeQuit(app as unknown as App, clock, stop, (error) => reports.push(String(error)));
  return { app, clock, reports };
}

const afterwards = () => new Promise((resolve) => setImmediate(resolve));

it("stops once, however often it is told to quit, and then ends", async () => {
  let stops = 0;
  let finish = (): void => undefined;
  const { app } = arrange(() => {
    stops += 1;
    return new Promise((resolve) => (finish = resolve));
  });
  app.quit();
  app.quit();
  finish();
  await afterwards();
  expect(app.seen).toEqual(["kept alive", "kept alive", "ended"]);
  expect(stops).toBe(1);
});

it("says why it could not stop, and ends with 1", async () => {
  const { app, reports } = arrange(() => Promise.reject(new Error("the database is locked")));
  app.quit();
  await afterwards();
  expect(app.seen).toEqual(["kept alive", "exit 1"]);
  expect(reports).toEqual(["Error: the database is locked"]);
});

it("does not wait for ever", async () => {
  const { app, clock, reports } = arrange(() => new Promise<never>(() => undefined));
  app.quit();
  clock.pass();
  await afterwards();
  expect(app.seen).toEqual(["kept alive", "exit 1"]);
  expect(reports[0]).toContain("within 10 s");
});
