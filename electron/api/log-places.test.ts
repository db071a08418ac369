import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LogDownload, LogSearchStep } from "../../shared/log-search.ts";
import { exitsWith } from "../testing/scripted-executor.ts";
import { finishedJob } from "../testing/finished-job.ts";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";

// Each question has a thread of its own, which a busy machine starts slowly.
vi.setConfig({ testTimeout: 120_000 });

let host: TestHost;
beforeEach(async () => {
  host = await openTestHost();
});
afterEach(() => host.close());

/** Runs an event that writes this, and gives its execution. */
async function runWriting(output: string): Promise<string> {
  const { id } = await host.api.events.create(sampleEvent());
  const { jobId } = await host.api.events.run({ id });
  const run = await host.executor.nth(0);
  await exitsWith(0, output)(run);
  run.end({ kind: "exited", exitCode: 0 });
  const [execution] = (await finishedJob(host, jobId)).executions;
  return execution?.id ?? "";
}

const lines = Array.from({ length: 3_000 }, (_, index) => `line ${String(index + 1)} of the log\n`);

test("a log is searched, looked through by line and place, and downloaded", async () => {
  const executionId = await runWriting(lines.join(""));
  const feed = (await host.api.logs.search({ executionId, text: "LINE 29", limit: 5 })) as AsyncIterable<LogSearchStep>;
  const steps: LogSearchStep[] = [];
  for await (const step of feed) steps.push(step);
  expect(steps[0]?.first).toBe(true);
  expect(steps.at(-1)).toMatchObject({ ended: true, total: 111 });
  expect(steps.flatMap(({ matches }) => matches.map(({ line }) => line))).toEqual([29, 290, 291, 292, 293]);

  const last = await host.api.logs.find({ executionId, text: "line", direction: "previous" });
  expect(last.match?.line).toBe(3_000);
  const before = await host.api.logs.find({
    executionId,
    text: "line",
    from: last.match?.at ?? 0,
    direction: "previous",
  });
  expect(before.match?.line).toBe(2_999);

  const place = await host.api.logs.locate({ executionId, place: { line: 1_500 } });
  expect(place).toMatchObject({ line: 1_500, lines: 3_000 });
  expect(await host.api.logs.locate({ executionId, place: { at: place.at } })).toEqual(place);
  const window = await host.api.logs.window({ executionId, at: place.at, before: 10, after: 10 });
  expect(window.ended).toBe(true);
  expect(window.parts.map(({ data }) => Buffer.from(data, "base64").toString()).join("")).toContain("line 1500 of");
  const some = await host.api.logs.lines({ executionId, from: 1_500, count: 2 });
  expect(some.lines.map(({ text }) => text)).toEqual(["line 1500 of the log", "line 1501 of the log"]);

  expect(await download({ executionId, format: "raw" })).toBe(lines.join(""));
  const text = (await download({ executionId, format: "text" })).split("\n");
  expect(text).toHaveLength(3_001);
  expect(text[0]).toMatch(/^2026-03-02T12:00:\S+Z stdout line 1 of the log$/);
  expect(await download({ executionId, format: "text", streams: "stderr" })).toBe("");
});

async function download(question: Parameters<TestHost["api"]["logs"]["download"]>[0]): Promise<string> {
  const pages: Buffer[] = [];
  let page: LogDownload | undefined;
  do {
    page = await host.api.logs.download({ ...question, cursor: page?.next ?? "" });
    pages.push(Buffer.from(page.data, "base64"));
  } while (page.next !== undefined);
  expect(page.read).toBe(page.size);
  return Buffer.concat(pages).toString();
}

test("a pattern that takes for ever ends with an error, and the program answers meanwhile", async () => {
  const executionId = await runWriting(`${"a".repeat(60_000)}!\n`);
  const found = host.api.logs.find({ executionId, text: "(a+)+$", regex: true });
  const status = await Promise.race([host.api.system.status().then(() => "answered"), found.catch(() => "failed")]);
  expect(status).toBe("answered");
  await expect(found).rejects.toThrow("takes too long");
});

test("what cannot be is refused at once", async () => {
  const executionId = await runWriting("x\n");
  await expect(host.api.logs.find({ executionId, text: "(", regex: true })).rejects.toThrow("no regular expression");
  await expect(host.api.logs.find({ executionId: "none", text: "x" })).rejects.toThrow("no execution");
  await expect(host.api.logs.download({ executionId, cursor: "x" })).rejects.toThrow("no cursor");
});
