import fc from "fast-check";
import { expect, test } from "vitest";
import type { ScheduleInput } from "../../shared/schedule.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { ledgerRows } from "../testing/host-bench.ts";
import { openTestHost, sampleEvent, testStart } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { createScriptedServerSide } from "../testing/scripted-server-side.ts";

const second = 1_000;
const minute = 60 * second;

/** What may happen to a schedule that is left, to its server, and to the program. */
const steps = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("pass" as const), seconds: fc.integer({ min: 1, max: 900 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("link" as const), link: fc.constantFrom("up", "down", "lost") }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("power" as const), isOn: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("restart" as const), seconds: fc.integer({ min: 0, max: 900 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("lend" as const), minutes: fc.integer({ min: 2, max: 40 }) }) },
  { weight: 1, arbitrary: fc.constant({ do: "takeBack" as const }) },
);

test("whatever breaks in between, every instant is in the ledger once, and runs in one place only", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(steps, { minLength: 4, maxLength: 14 }),
      fc.constantFrom("none", "latest", "all"),
      fc.constantFrom(0, 20 * second),
      async (plan, missed, jitterMs) => {
        const clock = createFakeClock(testStart);
        const side = createScriptedServerSide(clock);
        const runsHere: string[] = [];
        const executor = () =>
          createScriptedExecutor((run) => {
            if (!run.resumed) runsHere.push(run.request.executionId);
            return exitsWith(0)(run);
          });
        let host = await openTestHost({ clock, serverSide: side, executor: executor() });
        try {
          const place = { name: "far", address: "127.0.0.1", username: "me" };
          const server = await host.api.servers.create({ ...place, authentication: { kind: "agent" } });
          const schedule = {
            kind: "interval",
            everyMs: minute,
            anchorMs: testStart,
            missed,
            jitterMs,
            overlap: "allow",
          };
          const { id } = await host.api.events.create(
            sampleEvent({
              run: { on: "servers", serverIds: [server.id], groups: [] },
              schedule: { ...schedule, missedWindowMs: 20 * minute, missedCap: 5 } as ScheduleInput,
            }),
          );
          for (const step of [...plan, { do: "link", link: "up" } as const, { do: "power", isOn: true } as const]) {
            switch (step.do) {
              case "pass":
                await clock.advance(step.seconds * second);
                side.wake();
                break;
              case "link":
                side.link = step.link;
                break;
              case "power":
                side.isOn = step.isOn;
                break;
              case "restart": {
                const { dataDirectory } = host;
                await host.host.stop();
                await clock.advance(step.seconds * second);
                side.wake();
                host = await openTestHost({ clock, serverSide: side, executor: executor(), dataDirectory });
                break;
              }
              case "lend": {
                const input = { eventId: id, serverId: server.id, untilAt: clock.now() + step.minutes * minute };
                await host.api.delegations.create(input).catch(() => undefined);
                break;
              }
              case "takeBack":
                await host.api.delegations.takeBack({ eventId: id }).catch(() => undefined);
            }
          }
          await clock.advance(45 * minute);
          const upTo = clock.now();
          await clock.advance(2 * minute);
          const rows = (await ledgerRows(host, id)).filter((row) => row.dueAt <= upTo);
          const wanted = Array.from({ length: Math.floor((upTo - testStart) / minute) }, (_, at) => at + 1);
          expect(rows.map((row) => (row.dueAt - testStart) / minute)).toEqual(wanted);
          const [latest] = await host.api.delegations.list({ eventId: id });
          expect(["ended", "failed", undefined]).toContain(latest?.state);
          expect(side.folders.size).toBe(0);
          // What a server has begun is a job of the ledger, and nothing is run by both.
          const there = rows.filter((row) => row.cause === "on_server");
          expect(there).toHaveLength(side.begun.length);
          expect(new Set(side.begun).size).toBe(side.begun.length);
          expect(runsHere.filter((run) => side.begun.includes(run))).toEqual([]);
          const all = await host.api.jobs.list({ eventId: id, limit: 500 });
          // One that was due a moment ago may wait for its jitter.
          const due = all.jobs.filter((job) => (job.dueAt ?? 0) <= upTo);
          expect(due.filter((job) => job.finishedAt === undefined)).toEqual([]);
        } finally {
          await host.close();
        }
      },
    ),
    { numRuns: Number(process.env["CRONIUM_PROPERTY_RUNS"] ?? 2) },
  );
}, 120_000);
