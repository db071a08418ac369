import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";

let host: TestHost;
beforeEach(async () => {
  host = await openTestHost();
});
afterEach(() => host.close());

type Feed = AsyncIterable<unknown>;

async function take(feed: Feed, count: number): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of feed) {
    items.push(item);
    if (items.length === count) break;
  }
  return items;
}

test("changes go on from the cursor of a reader who was cut off, and reset one from another start", async () => {
  const [first] = await take((await host.api.system.changes()) as Feed, 1);
  expect(first).toMatchObject([expect.any(String), { kind: "reset" }, expect.anything()]);
  const cursor = (first as [string])[0];
  await host.api.events.create(sampleEvent());
  await host.api.settings.set({ theme: "dark" });
  const missed = await take((await host.api.system.changes({ lastEventId: cursor })) as Feed, 2);
  expect(missed).toMatchObject([
    [expect.any(String), { kind: "change", change: { noun: "event" } }, expect.anything()],
    [expect.any(String), { kind: "change", change: { noun: "setting" } }, expect.anything()],
  ]);
  const [foreign] = await take((await host.api.system.changes({ lastEventId: "other-boot:3" })) as Feed, 1);
  expect(foreign).toMatchObject([expect.any(String), { kind: "reset" }, expect.anything()]);
});

test("a log's growth is announced until its end, which completes the feed", async () => {
  const { id } = await host.api.events.create(sampleEvent());
  const { jobId } = await host.api.events.run({ id });
  const run = await host.executor.nth(0);
  const job = await host.api.jobs.get({ id: jobId });
  const feed = (await host.api.logs.watch({ executionId: job.executions[0]?.id ?? "" })) as Feed;
  const heard: unknown[] = [];
  const listening = (async () => {
    for await (const item of feed) heard.push((item as unknown[])[1]);
  })();
  await run.context.log.write("stdout", Buffer.from("line\n"));
  await host.clock.advance(0);
  run.end({ kind: "exited", exitCode: 0 });
  await listening;
  expect(heard.at(-1)).toMatchObject({ ended: true });
  expect(heard.some((growth) => !(growth as { ended: boolean }).ended)).toBe(true);
});
