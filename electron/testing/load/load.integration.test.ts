import { expect, test } from "vitest";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { buildDaemon } from "../crash/build-daemon.ts";
import { runLoad } from "./load-run.ts";

test("containers that all run at once, and a queue of them, complete although the daemon is killed, and leave nothing", async () => {
  readBed();
  const program = await buildDaemon("load");
  const report = await runLoad({ program, atOnce: 8, queued: 12, kills: true, tell: () => undefined });
  expect(report.kills).toBe(2);
}, 300_000);
