import { afterEach, beforeEach, expect, it } from "vitest";
import { sampleEvent } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { serveTestHost, type ServedHost } from "../testing/served-host.ts";

let served: ServedHost;
let complaint: string | undefined = "no desktop is there";
let jobId: string;
beforeEach(async () => {
  complaint = "no desktop is there";
  const executor = createScriptedExecutor(exitsWith(0));
  served = await serveTestHost({ executor, notify: () => Promise.resolve(complaint) });
  const { api, clock } = served.host;
  const report = await api.events.create(sampleEvent({ name: "report" }));
  const { id } = await api.events.create(
    sampleEvent({
      name: "backup",
      actions: [
        { when: "ON_SUCCESS", do: "run_event", eventId: report.id },
        { when: "ALWAYS", do: "notify" },
      ],
    }),
  );
  jobId = (await api.events.run({ id })).jobId;
  await clock.advance(100_000);
});
afterEach(() => served.close());

interface Line {
  readonly id: string;
  readonly status: string;
  readonly resultJobId?: string;
}

const list = async (...words: readonly string[]): Promise<readonly Line[]> =>
  (await served.world.json("outbox", "list", ...words)) as readonly Line[];

it("list tells what followed from jobs and how it went, and filters it", async () => {
  const { text } = await served.world.run("outbox", "list");
  const [heading, ...rows] = text.trimEnd().split("\n");
  expect(heading).toMatch(/^MESSAGE +AFTER +DOES +STATUS +ATTEMPTS +WRITTEN +WHY$/);
  expect(rows).toHaveLength(2);
  expect(text).toMatch(/“backup” completed +notify this desktop +✗ dead +3 of 3 .* no desktop is there/);
  expect(text).toMatch(/“backup” completed +run report +✓ delivered +1 of 8/);
  expect(await list("--status", "dead,pending")).toMatchObject([{ status: "dead" }]);
  expect(await list("--kind", "run_event", "--job", jobId)).toMatchObject([{ status: "delivered" }]);
  expect(await list("--job", "job_000000000000")).toEqual([]);
  expect(await served.world.run("outbox", "list", "--status", "gone")).toMatchObject({ status: 2 });
});

it("show tells everything about one, redeliver has it delivered again, and dismiss gives it up", async () => {
  const [dead] = await list("--status", "dead");
  const id = dead?.id ?? "";
  const { text } = await served.world.run("outbox", "show", id);
  expect(text).toMatch(/^because +ALWAYS$/m);
  expect(text).toMatch(/^why +The desktop shows no notices: no desktop is there$/m);
  expect(text).toMatch(/^ {2}\{\n {4}"title": "“backup” completed"/m);
  complaint = undefined;
  expect((await served.world.run("outbox", "redeliver", id)).text).toContain(`${id} is delivered again now`);
  await served.host.clock.advance(1_000);
  expect(await list("--status", "delivered")).toHaveLength(2);
  expect(await served.world.run("outbox", "dismiss", id)).toMatchObject({ status: 1 });

  const [followUp] = await list("--kind", "run_event");
  const refused = await served.world.run("outbox", "redeliver", followUp?.id ?? "");
  expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining("has been queued already") as string });
  expect(await served.world.run("outbox", "show", "msg_nothing")).toMatchObject({ status: 1 });
});

it("dismiss gives up a dead message for good", async () => {
  const [dead] = await list("--status", "dead");
  await served.world.run("outbox", "dismiss", dead?.id ?? "");
  expect(await list("--status", "dismissed")).toMatchObject([{ id: dead?.id }]);
});

it("a job says what it caused and what caused it, and an event what follows and what it follows", async () => {
  const [followUp] = await list("--kind", "run_event");
  const next = followUp?.resultJobId ?? "";
  expect((await served.world.run("job", "show", jobId)).text).toContain(`run report, ✓ delivered (${next})`);
  expect((await served.world.run("job", "show", next)).text).toMatch(new RegExp(`^caused by +${jobId} backup$`, "m"));
  expect((await served.world.run("event", "show", "backup")).text).toMatch(/^then +ON_SUCCESS: run report$/m);
  expect((await served.world.run("event", "show", "report")).text).toMatch(/^runs after +backup, ON_SUCCESS$/m);
});
