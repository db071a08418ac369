import { expect, test } from "vitest";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { buildDaemon } from "../crash/build-daemon.ts";
import { runLoad } from "./load-run.ts";

test("containers that all run at once, and a queue of them, complete although the daemon is killed, and leave nothing", async () => {
  readBed();
  const program = await buildDaemon("load");
  const report = await runLoad({ program, atOnce: 8, queued: 12, kills: true, tell: () => undefined });
  // The queue may be through before the second is due.
  expect(report.kills).toBeGreaterThan(0);
}, 300_000);
