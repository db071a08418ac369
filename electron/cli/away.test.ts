import { afterEach, beforeEach, expect, it } from "vitest";
import { openTestHost, sampleEvent, testStart } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { serveHost, type ServedHost } from "../testing/served-host.ts";
import { writeAbsence } from "../testing/written-absence.ts";

const minute = 60_000;
const hour = 60 * minute;
const hourly = { kind: "interval", everyMs: hour, anchorMs: testStart } as const;

let served: ServedHost;
/** A host that did not run for 3 h 40 min, with an event that catches nothing up and one that catches up the latest. */
beforeEach(async () => {
  const host = await openTestHost({ executor: createScriptedExecutor(exitsWith(0)) });
  await host.api.events.create(sampleEvent({ name: "report", schedule: { ...hourly, missed: "none" } }));
  await host.api.events.create(sampleEvent({ name: "backup", schedule: { ...hourly, missed: "latest" } }));
  await host.clock.advance(30 * minute);
  await host.host.stop();
  await host.clock.advance(3 * hour + 40 * minute);
  served = await serveHost(await host.restart(createScriptedExecutor(exitsWith(0))));
  await served.host.clock.advance(10_000);
});
afterEach(() => served.close());

it("tells what was due meanwhile and what each policy did about it", async () => {
  const { text } = await served.world.run("away");
  const [head, heading, first, second, , advice] = text.split("\n");
  expect(head).toMatch(
    /^Cronium did not run for 3h 40m, from .* to 2026-03-02T16:10:00Z \(10s ago\): 8 due, 1 caught up, 7 missed, 0 skipped\.$/,
  );
  expect(heading).toMatch(/^EVENT +DUE +WHAT WAS DONE$/);
  expect(first).toMatch(/^report +4 +4 were missed, as its schedule catches nothing up$/);
  expect(second).toMatch(/^backup +4 +the latest was caught up; 3 earlier ones were not$/);
  expect(advice).toContain("`cronium away --run`");
  expect(await served.world.json("away")).toMatchObject({
    absences: [{ cause: "stopped", due: 8, events: [{}, {}] }],
    total: 1,
  });
});

it("--run runs what was not made up for, once; naming an event runs that one", async () => {
  const { world, host } = served;
  const ran = await world.run("away", "--run");
  expect(ran.text).toMatch(/^job_\w+ +report +for 2026-03-02T16:00:00Z\n$/);
  expect((await world.run("away", "--run")).text).toMatch(/for 2026-03-02T16:00:00Z \(queued before\)\n$/);
  await host.clock.advance(1_000);
  expect((await world.run("away")).text).toMatch(/catches nothing up; run by hand since: job_\w+\n/);
  expect((await world.run("why", "report", "--limit", "1")).text).toMatch(
    /✗ missed .* ✓ completed by hand +0 +job_\w+\n$/,
  );
  expect(await world.json("away", "--run", "BACKUP")).toMatchObject({
    runs: [{ eventName: "backup", dueAt: testStart + 3 * hour, isNew: true }],
    dismissed: [],
  });
  await host.api.events.create(sampleEvent({ name: "new" }));
  expect(await world.run("away", "--run", "new")).toMatchObject({ status: 1, text: "" });
});

it("--dismiss puts it away", async () => {
  const { world } = served;
  expect((await world.run("away", "--dismiss")).text).toBe("Put away 1 absence.\n");
  expect((await world.run("away")).text).toBe("Cronium has not been away, as far as you have not seen it already.\n");
  expect((await world.run("away", "--run")).text).toContain(
    "There is nothing to run: what was missed has been caught up or put away, or nothing was missed.",
  );
});

it("after very many absences tells the newest and how many more there are; the rest is run and put away with them", async () => {
  const { world, host } = served;
  const { store } = host.host.createContext();
  const { id } = await host.api.events.create(sampleEvent({ name: "rare" }));
  for (let night = 30; night > 0; night--) {
    const fromAt = testStart - night * 24 * hour;
    // Of this event nothing but the very first was missed.
    const missed = night === 30 ? [{ eventId: id, eventName: "rare", dueAt: fromAt + minute }] : [];
    await writeAbsence(store, fromAt, missed);
  }
  const { text } = await world.run("away");
  expect(text.match(/^Cronium (did not run|was given no time)/gm)).toHaveLength(20);
  expect(text).toContain("\n… and 11 earlier absences; --run and --dismiss are about them, too.\n");
  expect(await world.json("away", "--run", "rare")).toMatchObject({ runs: [{ eventName: "rare", isNew: true }] });
  expect((await world.run("away", "--dismiss")).text).toBe("Put away 31 absences.\n");
  expect(await world.json("away")).toEqual({ absences: [], total: 0 });
});
