import { expect, test } from "vitest";
import { ledgerOf, useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";

const open = useTestHosts();
const minute = 60_000;

function store(host: TestHost): ReturnType<TestHost["host"]["createContext"]>["store"] {
  return host.host.createContext().store;
}

async function problems(host: TestHost): Promise<string[]> {
  return (await host.api.system.doctor()).filter(({ verdict }) => verdict === "problem").map(({ name }) => name);
}

/** A host with two events, of which one is then in a zone that the system does not know, started anew. */
async function openWithUnknownZone() {
  const first = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const create = async (name: string, timezone: string) =>
    (
      await first.api.events.create(
        sampleEvent({ name, schedule: { kind: "cron", cron: "* * * * *", timezone, missed: "none" } }),
      )
    ).id;
  const ids = { good: await create("good", "UTC"), bad: await create("bad", "Europe/Berlin") };
  await store(first)
    .write.updateTable("schedules")
    .set({ timezone: "Europe/Atlantis" })
    .where("event_id", "=", ids.bad)
    .execute();
  return { host: await first.restart(createScriptedExecutor(exitsWith(0))), ids };
}

test("a schedule that cannot be read stops no other, and the doctor names it", async () => {
  const { host, ids } = await openWithUnknownZone();
  await host.clock.advance(2 * minute);
  expect(await ledgerOf(host, ids.good)).toEqual(["60 run", "120 run"]);
  expect(await ledgerOf(host, ids.bad)).toEqual([]);
  expect((await host.api.system.status()).scheduler.problem).toBeUndefined();
  const doctor = await host.api.system.doctor();
  const found = doctor.find(({ name }) => name === "event bad");
  expect(found).toMatchObject({ verdict: "problem" });
  expect(found?.message).toContain("Europe/Atlantis");
  const forecast = await host.api.forecast.read({ fromMs: host.clock.now(), untilMs: host.clock.now() + 5 * minute });
  expect(JSON.stringify(forecast)).toContain("good");
  await host.close();
});

test("it is put right by saving it with what can be read", async () => {
  const { host, ids } = await openWithUnknownZone();
  await host.clock.advance(minute);
  const { version, fields } = await host.api.events.get({ id: ids.bad });
  const schedule = fields.schedule === null ? null : { ...fields.schedule, timezone: "UTC" };
  await host.api.events.update({ id: ids.bad, version, event: { ...fields, schedule } });
  await host.clock.advance(minute);
  expect(await ledgerOf(host, ids.bad)).toEqual(["120 run"]);
  expect(await problems(host)).not.toContain("event bad");
  await host.close();
});

test("a calendar that cannot be read stops no schedule, and the others hold", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const { id } = await host.api.events.create(
    sampleEvent({ schedule: { kind: "interval", everyMs: minute, anchorMs: testStart } }),
  );
  const window = { kind: "weekly" as const, effect: "blackout" as const, days: [1], label: "" };
  const attachments = [{ kind: "everything" }] as const;
  const create = (name: string, from: string, until: string) =>
    host.api.calendars.create({
      name,
      timezone: "UTC",
      windows: [{ ...window, from, until }],
      attachments: [...attachments],
    });
  await create("Holds", "12:02", "12:03");
  const { id: badId } = await create("Broken", "00:00", "00:00");
  await store(host)
    .write.updateTable("calendars")
    .set({ timezone: "Europe/Atlantis", version: 2 })
    .where("id", "=", badId)
    .execute();
  await host.clock.advance(3 * minute);
  expect(await ledgerOf(host, id)).toEqual(["60 run", "120 skipped", "180 run"]);
  expect(await problems(host)).toContain("calendar Broken");
});
