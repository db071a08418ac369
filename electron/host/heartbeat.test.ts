import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Logger } from "../base/logger.ts";
import { createFakeClock, type FakeClock } from "../testing/fake-clock.ts";
import { readHeartbeat } from "../watch/heartbeat-file.ts";
import { createHeartbeat, type HeartbeatWriter } from "./heartbeat.ts";

const start = Date.UTC(2026, 2, 2, 12);
const state = { lastTickAt: start, lagMs: 3, nextDueAt: start + 60_000 };
let folder: string;
let clock: FakeClock;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-heartbeat-"));
  clock = createFakeClock(start);
  said = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function create(dataDirectory = folder): HeartbeatWriter {
  const say = (_details: unknown, text?: string): void => {
    said.push(text ?? String(_details));
  };
  const logger: Logger = { debug: say, info: say, warn: say, error: say, child: () => logger };
  return createHeartbeat({ dataDirectory, clock, logger, version: "1.2.3" });
}

it("writes who lives, what it did last and what comes next, for its owner alone", () => {
  create().beat(state);
  expect(readHeartbeat(folder)).toMatchObject({
    ...state,
    pid: process.pid,
    version: "1.2.3",
    at: start,
    stopped: false,
  });
  expect(statSync(join(folder, "heartbeat.json")).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["heartbeat.json"]);
});

it("writes at most once a second, by time that passes and not by the clock on the wall", async () => {
  const heartbeat = create();
  heartbeat.beat(state);
  clock.step(3_600_000);
  heartbeat.beat({ ...state, lagMs: 4 });
  expect(readHeartbeat(folder)?.lagMs).toBe(3);
  clock.step(-7_200_000);
  await clock.advance(1_000);
  heartbeat.beat({ ...state, lagMs: 5 });
  expect(readHeartbeat(folder)).toMatchObject({ lagMs: 5, at: clock.now() });
});

it("says that it ended as it was asked to, however short a time after its latest beat", () => {
  const heartbeat = create();
  heartbeat.beat(state);
  heartbeat.end();
  expect(readHeartbeat(folder)).toMatchObject({ stopped: true, at: start });
});

it("leaves what the former program said when it never worked itself", () => {
  create().beat(state);
  create().end();
  expect(readHeartbeat(folder)?.stopped).toBe(false);
});

it("knows when the former program was last seen, even where a power cut took its text", () => {
  expect(create().lastSeenAt).toBeUndefined();
  create().beat(state);
  expect(create().lastSeenAt).toBe(start);
  writeFileSync(join(folder, "heartbeat.json"), "");
  utimesSync(join(folder, "heartbeat.json"), 1_000, 1_000);
  expect(create().lastSeenAt).toBe(1_000_000);
});

it("does not let a failing disk stop the scheduler, and says so once", async () => {
  const heartbeat = create(join(folder, "gone"));
  for (let beat = 0; beat < 3; beat++) {
    heartbeat.beat(state);
    await clock.advance(1_000);
  }
  expect(said).toEqual(["the heartbeat cannot be written; the schedules go on"]);
});
