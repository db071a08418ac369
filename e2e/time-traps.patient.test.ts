import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { EventInput } from "../shared/event.ts";
import type { ScheduleInput } from "../shared/schedule.ts";
import { startDaemon, type RunningDaemon } from "./fixtures/daemon.ts";
import { prepareData } from "./fixtures/prepared-data.ts";
import { until } from "./fixtures/until.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

type Row = Awaited<ReturnType<RunningDaemon["api"]["occurrences"]["list"]["query"]>>[number];

function scheduled(name: string, schedule: Partial<ScheduleInput> & Pick<ScheduleInput, "kind">): EventInput {
  return {
    name,
    type: "BASH",
    status: "ACTIVE",
    run: { on: "this-computer" },
    schedule: schedule as ScheduleInput,
    script: "true\n",
  };
}

async function ledgerOf(daemon: RunningDaemon, eventId: number): Promise<Row[]> {
  return (await daemon.api.occurrences.list.query({ eventId, limit: 10_000 })).reverse();
}

function dueIn(rows: readonly Row[]): number[] {
  return rows.map((row) => row.dueAt);
}

/** Every `everyMs` from the first row to the last, each exactly once. */
function expectNoGap(rows: readonly Row[], everyMs: number): void {
  const due = dueIn(rows);
  const first = due[0] ?? 0;
  expect(due).toEqual(due.map((_, index) => first + index * everyMs));
}

describe.concurrent("time's traps, on the real program", { timeout: 280_000 }, () => {
  test("1,000 events due on the same second for a minute: no instant is lost, none comes twice", async () => {
    const events = 1_000;
    const startMs = Math.ceil(Date.now() / second) * second + 15 * second;
    const schedule = {
      kind: "cron",
      cron: "* * * * * *",
      timezone: "UTC",
      startMs,
      endMs: startMs + 59 * second,
    } as const;
    const data = await prepareData(
      Array.from({ length: events }, (_, index) => scheduled(`event ${String(index)}`, schedule)),
    );
    const daemon = await startDaemon({ dataDirectory: data.directory });
    try {
      // What runs is beside the point here; the ledger is to keep up while work piles up.
      await daemon.api.settings.set.mutate({ concurrency: 2 });
      const all = await daemon.api.events.list.query();
      for (const event of all) {
        await until(`the last instant of ${event.name} is in the ledger`, 200_000, async () => {
          const [latest] = await daemon.api.occurrences.list.query({ eventId: event.id, limit: 1 });
          return latest?.dueAt === startMs + 59 * second;
        });
      }
      const expected = Array.from({ length: 60 }, (_, index) => startMs + index * second);
      for (const event of all) {
        const rows = await ledgerOf(daemon, event.id);
        expect(dueIn(rows)).toEqual(expected);
      }
      expect(await daemon.api.occurrences.verify.query({})).toMatchObject({ valid: true });
    } finally {
      await daemon.kill();
      await data.remove();
    }
  });

  test("stopped for 90 s with SIGSTOP: each instant has its row, policies decide, and the absence is told", async () => {
    const daemon = await startDaemon();
    try {
      const anchorMs = Math.ceil(Date.now() / second) * second;
      const every = (name: string, everyMs: number, missed: "none" | "latest" | "all"): EventInput =>
        scheduled(name, { kind: "interval", everyMs, anchorMs, missed, overlap: "allow" });
      const none = await daemon.api.events.create.mutate(every("none", 5 * second, "none"));
      const latest = await daemon.api.events.create.mutate(every("latest", 20 * second, "latest"));
      const all = await daemon.api.events.create.mutate(every("all", 20 * second, "all"));
      await until("the first instants have come", 60_000, async () => (await ledgerOf(daemon, none.id)).length > 1);
      daemon.process.kill("SIGSTOP");
      const stoppedAt = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 90 * second));
      daemon.process.kill("SIGCONT");
      const resumedAt = Date.now();
      await until("life goes on", 60_000, async () =>
        (await ledgerOf(daemon, latest.id)).some((row) => row.dueAt > resumedAt),
      );

      const rows = await Promise.all([none, latest, all].map(({ id }) => ledgerOf(daemon, id)));
      for (const [index, everyMs] of [5 * second, 20 * second, 20 * second].entries()) {
        expectNoGap(rows[index] ?? [], everyMs);
      }
      const [ofNone = [], ofLatest = [], ofAll = []] = rows.map((each) =>
        each.filter((row) => row.decidedAt - row.dueAt > 10 * second),
      );
      expect(ofNone.length).toBeGreaterThan(10);
      expect(new Set(ofNone.map((row) => row.cause))).toEqual(new Set(["not_caught_up"]));
      for (const row of [...ofNone, ...ofLatest, ...ofAll]) {
        expect(row.dueAt).toBeGreaterThan(stoppedAt - 15 * second);
        expect(row.dueAt).toBeLessThan(resumedAt);
      }
      expect(ofLatest.filter((row) => row.decision === "missed").every((row) => row.cause === "superseded")).toBe(true);
      expect(ofLatest.filter((row) => row.decision === "catch_up").length).toBeLessThanOrEqual(1);
      expect(ofAll.map((row) => row.decision)).toEqual(ofAll.map(() => "catch_up"));
      expect(ofAll.length).toBeGreaterThanOrEqual(3);

      const {
        absences: [absence, ...others],
      } = await daemon.api.absences.latest.query();
      expect(others).toEqual([]);
      expect(absence).toMatchObject({
        cause: "asleep",
        caughtUp: ofAll.length + ofLatest.filter((row) => row.decision === "catch_up").length,
      });
      expect(absence?.untilAt).toBeGreaterThanOrEqual(resumedAt - second);
    } finally {
      await daemon.remove();
    }
  });

  const fakeTime = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
  ].find((path) => existsSync(path));
  if (fakeTime === undefined)
    console.log("no libfaketime here: stepping the wall clock is not tried on the real program");

  test.skipIf(fakeTime === undefined)(
    "the wall clock is set two hours forward, then one back: every instant once, in whatever order the clock came by",
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "cronium-clock-"));
      const offsetFile = join(folder, "offset");
      const step = (offset: string): Promise<void> => writeFile(offsetFile, `${offset}\n`);
      await step("+0");
      const daemon = await startDaemon({
        environment: {
          LD_PRELOAD: fakeTime ?? "",
          FAKETIME_TIMESTAMP_FILE: offsetFile,
          FAKETIME_CACHE_DURATION: "1",
          FAKETIME_DONT_FAKE_MONOTONIC: "1",
        },
      });
      try {
        const everyMs = 10 * minute;
        const anchorMs = Math.floor(Date.now() / everyMs) * everyMs;
        const { id } = await daemon.api.events.create.mutate(
          scheduled("every ten minutes", { kind: "interval", everyMs, anchorMs, missed: "latest", overlap: "allow" }),
        );
        const rowsSoon = (what: string, test: (rows: readonly Row[]) => boolean): Promise<Row[]> =>
          until(what, 60_000, async () => {
            const rows = await ledgerOf(daemon, id);
            return test(rows) ? rows : undefined;
          });

        await step("+2h");
        const forward = await rowsSoon("two hours are accounted for", (rows) => rows.length >= 12);
        expectNoGap(forward, everyMs);
        expect(forward.filter((row) => row.decision === "missed").length).toBeGreaterThanOrEqual(forward.length - 1);

        await step("+1h");
        const noticed = await until("the clock's way back is noticed", 60_000, async () => {
          const { scheduler } = await daemon.api.system.status.query();
          return scheduler.lastTickAt !== undefined && scheduler.lastTickAt < Date.now() + 1.5 * hour && scheduler;
        });
        expect(noticed.nextDueAt).toBeGreaterThan(forward.at(-1)?.dueAt ?? Infinity);
        expect(dueIn(await ledgerOf(daemon, id))).toEqual(dueIn(forward));

        await step("+3h");
        const onward = await rowsSoon("the third hour is accounted for", (rows) => rows.length >= 17);
        expectNoGap(onward, everyMs);
        expect(dueIn(onward).slice(0, forward.length)).toEqual(dueIn(forward));
        expect(await daemon.api.occurrences.verify.query({})).toMatchObject({ valid: true });
      } finally {
        await daemon.remove();
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});
