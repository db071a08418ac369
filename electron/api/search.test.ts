import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SearchInput, SearchStep } from "../../shared/search.ts";
import { exitsWith, createScriptedExecutor } from "../testing/scripted-executor.ts";
import { finishedJob } from "../testing/finished-job.ts";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";

// Each question has a thread of its own, which a busy machine starts slowly.
vi.setConfig({ testTimeout: 120_000 });

let host: TestHost;
let outputs: string[];
beforeEach(async () => {
  outputs = [];
  const executor = createScriptedExecutor((run) => {
    const output = outputs.shift() ?? "";
    return exitsWith(output.includes("FAIL") ? 1 : 0, output)(run);
  });
  host = await openTestHost({ executor });
});
afterEach(() => host.close());

async function runWriting(eventId: number, output: string): Promise<string> {
  outputs.push(output);
  const { jobId } = await host.api.events.run({ id: eventId });
  await finishedJob(host, jobId);
  return jobId;
}

async function search(input: SearchInput): Promise<SearchStep & { readonly jobs: readonly string[] }> {
  const feed = (await host.api.search.run(input)) as AsyncIterable<SearchStep>;
  const steps: SearchStep[] = [];
  for await (const step of feed) steps.push(step);
  const last = steps.at(-1);
  if (last === undefined) throw new Error("a search tells at least its end");
  expect(steps.map(({ first }) => first)).toEqual(steps.map((_, index) => index === 0));
  const hits = steps.flatMap((step) => step.hits);
  return { ...last, hits, jobs: hits.map(({ jobId }) => jobId) };
}

test("logs are found newest first, within the filters, page by page, with and without the index", async () => {
  const { id: backup } = await host.api.events.create(sampleEvent({ name: "backup" }));
  const { id: report } = await host.api.events.create(sampleEvent({ name: "report" }));
  const jobs: string[] = [];
  for (let index = 0; index < 6; index++) {
    const words = index % 2 === 0 ? "disk nearly full" : "all is well";
    const end = index === 4 ? "FAIL" : "done";
    jobs.push(await runWriting(index < 3 ? backup : report, `start\nstep ${String(index)}: ${words}\n${end}\n`));
  }
  const [first = "", , third = "", , fifth = ""] = jobs;

  const all = await search({ text: "Nearly" });
  expect(all.jobs).toEqual([fifth, third, first]);
  expect(all).toMatchObject({ logs: 6, logsDone: 6, ended: true, logsByIndex: 0 });
  expect(all.next).toBeUndefined();
  expect(all.hits[0]).toMatchObject({
    eventName: "report",
    jobStatus: "failed",
    more: false,
    matches: [{ line: 2, text: "step 4: disk nearly full", before: "start", after: "FAIL" }],
  });
  expect((await search({ text: "nearly", statuses: ["failed"] })).jobs).toEqual([fifth]);
  const since = (await host.api.jobs.get({ id: third })).queuedAt;
  const until = (await host.api.jobs.get({ id: fifth })).queuedAt;
  const within = { sinceMs: since, untilMs: until, eventId: backup };
  expect((await search({ text: "step [024]: \\w+ near", regex: true, ...within })).jobs).toEqual([third]);

  const page = await search({ text: "nearly", limit: 1 });
  expect(page.jobs).toEqual([fifth]);
  const rest = await search({ text: "nearly", limit: 5, after: page.next ?? "" });
  expect(rest.jobs).toEqual([third, first]);

  // Too little to be worth an index, until there is more of it.
  const { upkeep } = host.host.createContext().logSearch;
  await upkeep.look();
  expect(existsSync(join(host.dataDirectory, "search.sqlite"))).toBe(false);
  await runWriting(report, `${"much output ".repeat(20)}\n`.repeat(6_000));
  await upkeep.look();
  expect(await host.api.search.state()).toMatchObject({ logs: 7, indexedLogs: 7, busy: false });
  const indexed = await search({ text: "Nearly full" });
  expect(indexed.jobs).toEqual([fifth, third, first]);
  // The small logs share a place; the large one is ruled out.
  expect(indexed).toMatchObject({ logsDone: 7 });
  expect(await search({ text: "words that nobody wrote" })).toMatchObject({ logsByIndex: 7, bytesRead: 0, hits: [] });

  await host.api.events.remove({ id: backup });
  await upkeep.look();
  expect(await host.api.search.state()).toMatchObject({ logs: 4, indexedLogs: 4 });
  expect((await search({ text: "nearly" })).jobs).toEqual([fifth]);
});

test("an expression that takes for ever ends the search with an error", async () => {
  const { id } = await host.api.events.create(sampleEvent());
  await runWriting(id, `${"a".repeat(60_000)}!\n`);
  await expect(search({ text: "(a+)+$", regex: true })).rejects.toThrow("takes too long");
  await expect(search({ text: "(", regex: true })).rejects.toThrow("no regular expression");
});
