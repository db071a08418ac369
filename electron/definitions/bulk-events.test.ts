import { expect, test } from "vitest";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, type TestHost } from "../testing/open-test-host.ts";

const open = useTestHosts();

async function createThree(host: TestHost): Promise<number[]> {
  const ids: number[] = [];
  for (const name of ["one", "two", "three"]) {
    const { id } = await host.api.events.create(sampleEvent({ name, tags: ["old"] }));
    ids.push(id);
  }
  return ids;
}

const outcomes = (results: Awaited<ReturnType<TestHost["api"]["events"]["bulk"]>>): string[] =>
  results.map((result) => `${result.name}: ${result.ok ? "done" : result.error.code}`);

test("statuses and tags of a selection change together", async () => {
  const host = await open({ mode: "inspect" });
  const ids = await createThree(host);
  const paused = await host.api.events.bulk({ ids: ids.slice(0, 2), action: { kind: "status", status: "PAUSED" } });
  expect(outcomes(paused)).toEqual(["one: done", "two: done"]);
  await host.api.events.bulk({ ids, action: { kind: "tags", add: ["web", "old"], remove: [] } });
  await host.api.events.bulk({ ids, action: { kind: "tags", add: [], remove: ["old"] } });
  expect((await host.api.events.list()).map(({ name, status, tags }) => [name, status, ...tags])).toEqual([
    ["one", "PAUSED", "web"],
    ["three", "ACTIVE", "web"],
    ["two", "PAUSED", "web"],
  ]);
});

test("one that refuses changes nothing of itself and keeps none of the others", async () => {
  const host = await open();
  const ids = await createThree(host);
  await host.api.events.setStatus({ id: ids[1]!, status: "ARCHIVED" });
  const run = await host.api.events.bulk({ ids: [...ids, ids[0]!, 99], action: { kind: "run" } });
  expect(outcomes(run)).toEqual(["one: done", "two: conflict", "three: done", "event 99: not_found"]);
  expect((await host.api.jobs.list()).jobs.map(({ eventName }) => eventName).sort()).toEqual(["one", "three"]);
  // Two of them still run.
  const removed = await host.api.events.bulk({ ids, action: { kind: "delete" } });
  expect(removed).toMatchObject([
    { ok: false, error: { code: "conflict", message: "“one” still has unfinished jobs" } },
    { ok: true, name: "two" },
    { ok: false },
  ]);
  expect((await host.api.events.list()).map(({ name }) => name)).toEqual(["one", "three"]);
});

test("an event takes no more tags than a form would give it, all or none", async () => {
  const host = await open({ mode: "inspect" });
  const tags = Array.from({ length: 49 }, (_, index) => `tag ${String(index)}`);
  const { id } = await host.api.events.create(sampleEvent({ tags }));
  const added = await host.api.events.bulk({ ids: [id], action: { kind: "tags", add: ["a", "b"], remove: [] } });
  expect(added).toMatchObject([{ ok: false, error: { code: "invalid_input", field: "tags" } }]);
  expect(await host.api.events.get({ id })).toMatchObject({ tags, version: 1 });
});
