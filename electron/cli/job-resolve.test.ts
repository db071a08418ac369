import { afterEach, beforeEach, expect, it } from "vitest";
import { sampleEvent } from "../testing/open-test-host.ts";
import { createScriptedExecutor } from "../testing/scripted-executor.ts";
import { serveTestHost, type ServedHost } from "../testing/served-host.ts";

let served: ServedHost;
beforeEach(async () => {
  const executor = createScriptedExecutor(() => ({ kind: "unknown", message: "nobody knows" }));
  served = await serveTestHost({ executor });
  const { api, clock } = served.host;
  for (const name of ["one", "two"]) {
    const { id } = await api.events.create(sampleEvent({ name }));
    await api.events.run({ id });
    await api.events.run({ id });
  }
  await clock.advance(0);
});
afterEach(() => served.close());

const count = async (status: string): Promise<number> =>
  ((await served.world.json("job", "list", "--status", status)) as unknown[]).length;

it("jobs that need attention are settled one by one, or all of an event, with consent", async () => {
  const { run } = served.world;
  expect(await count("needs_attention")).toBe(4);
  expect((await run("job", "resolve", "--as", "failed")).stderr).toBe("cronium: Name one job, or say --all.\n");
  const [first] = (await served.world.json("job", "list", "--event", "two")) as { id: string }[];
  expect((await run("job", "show", first?.id ?? "")).text).toMatch(/again +It is not tried again by itself/);
  expect(await run("job", "resolve", first?.id ?? "", "--as", "completed")).toMatchObject({ status: 0 });
  expect(await run("job", "resolve", "--all", "--as", "failed")).toMatchObject({ status: 2, text: "" });
  const some = await run("job", "resolve", "--all", "--as", "failed", "--event", "one", "--note", "checked", "--yes");
  expect(some).toMatchObject({ status: 0, text: "2 jobs settled: failed.\n" });
  expect([await count("needs_attention"), await count("failed"), await count("completed")]).toEqual([1, 2, 1]);
  expect((await run("job", "resolve", "--all", "--as", "completed", "--yes")).text).toBe("1 job settled: completed.\n");
});

it("what a person has to say of a job, and what can be done, is shown with it", async () => {
  const { run } = served.world;
  const { api } = served.host;
  const event = await api.events.create(sampleEvent({ name: "asked" }));
  const { jobId: id } = await api.events.run({ id: event.id, idempotencyKey: "order 7", input: { a: 1 } });
  await served.host.clock.advance(0);
  const { text } = await run("job", "show", id);
  expect(text).toMatch(/key +order 7\ninput +\{"a":1\}/);
  expect(text).toContain(`\`cronium job resolve ${id} --as completed\``);
  expect(text).toContain(`\`cronium job retry ${id}\` to run it again`);
  await run("job", "resolve", id, "--as", "completed", "--note", "the backup is there");
  expect((await run("job", "show", id)).text).toMatch(/resolved +marked as done by hand: the backup is there/);
});

it("each is retried once, also if it was retried by itself before, and each names the other", async () => {
  const { run } = served.world;
  const [first] = (await served.world.json("job", "list", "--event", "two")) as { id: string }[];
  const id = first?.id ?? "";
  const jobId = (await run("job", "retry", id)).text.trim();
  expect((await run("job", "show", id)).text).toMatch(new RegExp(`retried as +${jobId}`));
  expect((await run("job", "show", jobId)).text).toMatch(new RegExp(`retry of +${id}`));
  await served.host.clock.advance(0);
  const bulk = await run("job", "retry", "--status", "failed,needs_attention", "--yes");
  expect(bulk.text).toMatch(/Queued 4 jobs again\. 1 had been before\.\n$/);
});
