import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { finishedJob } from "../testing/finished-job.ts";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";

// Each question has a thread of its own, which a busy machine starts slowly.
vi.setConfig({ testTimeout: 120_000 });

let host: TestHost;
let runs: { readonly exitCode: number; readonly output: string }[];
beforeEach(async () => {
  runs = [];
  const executor = createScriptedExecutor((run) => {
    const { exitCode, output } = runs.shift() ?? { exitCode: 0, output: "" };
    return exitsWith(exitCode, output)(run);
  });
  host = await openTestHost({ executor });
});
afterEach(() => host.close());

async function runOnce(eventId: number, exitCode: number, output: string): Promise<string> {
  runs.push({ exitCode, output });
  const { jobId } = await host.api.events.run({ id: eventId });
  await finishedJob(host, jobId);
  return jobId;
}

test("a failed job is compared with the last that went well: log, facts, environment, script", async () => {
  const event = sampleEvent({
    environment: [
      { key: "MODE", value: "full" },
      { key: "TOKEN", secret: "first" },
    ],
  });
  const { id } = await host.api.events.create(event);
  const lines = Array.from({ length: 40 }, (_, index) => `step ${String(index)}`).join("\n");
  await runOnce(id, 1, "something else entirely\n");
  const good = await runOnce(id, 0, `started at 2026-03-02T12:00:01Z pid 100\n${lines}\ncopied 12 files in 3s\n`);
  const { version } = await host.api.events.get({ id });
  await host.api.events.update({
    id,
    version,
    event: {
      ...event,
      script: "echo changed\n",
      environment: [
        { key: "MODE", value: "quick" },
        { key: "TOKEN", secret: "second" },
      ],
    },
  });
  const bad = await runOnce(id, 2, `started at 2026-03-02T12:09:59Z pid 931\n${lines}\nerror: disk full\n`);

  const comparison = await host.api.jobs.compare({ id: bad });
  expect(comparison.job.id).toBe(bad);
  expect(comparison.with?.id).toBe(good);
  expect(comparison.facts).toEqual(
    expect.arrayContaining([
      { path: "status", from: "completed", to: "failed" },
      { path: "exitCode", from: "0", to: "2" },
    ]),
  );
  expect(comparison.environment).toEqual([
    { path: "MODE", from: "full", to: "quick" },
    { path: "TOKEN", from: "(secret)", to: "(secret)" },
  ]);
  expect(JSON.stringify(comparison)).not.toMatch(/first|second/);
  expect(comparison.script).toMatchObject({ added: 1 });
  const [log] = comparison.logs;
  expect(log).toMatchObject({ lines: 42, withLines: 42, partial: false, difference: { added: 1, removed: 1 } });
  expect(log?.difference?.lines).toEqual([
    { kind: "skipped", count: 38 },
    { kind: "same", from: 39, to: 39, text: "step 37" },
    { kind: "same", from: 40, to: 40, text: "step 38" },
    { kind: "same", from: 41, to: 41, text: "step 39" },
    { kind: "removed", from: 42, text: "copied 12 files in 3s" },
    { kind: "added", to: 42, text: "error: disk full" },
  ]);
});

test("without a job that went well there is nothing to compare with, and another event's job is refused", async () => {
  const { id } = await host.api.events.create(sampleEvent());
  const { id: otherId } = await host.api.events.create(sampleEvent({ name: "other" }));
  const bad = await runOnce(id, 1, "x\n");
  const foreign = await runOnce(otherId, 0, "x\n");
  expect(await host.api.jobs.compare({ id: bad })).toMatchObject({ with: undefined, logs: [], facts: [] });
  await expect(host.api.jobs.compare({ id: bad, with: foreign })).rejects.toThrow("another event");
  await expect(host.api.jobs.compare({ id: "job_none" })).rejects.toThrow("no job");
});

test("of long logs the beginnings and ends are compared, and it says so", async () => {
  const { id } = await host.api.events.create(sampleEvent());
  const many = (word: string): string =>
    Array.from({ length: 12_000 }, (_, index) => `line ${String(index)}${index === 6_000 ? word : ""}\n`).join("");
  await runOnce(id, 0, `${many("")}end\n`);
  const bad = await runOnce(id, 1, `${many(" in the middle")}end, but badly\n`);
  const [log] = (await host.api.jobs.compare({ id: bad })).logs;
  expect(log).toMatchObject({ lines: 12_001, partial: true, difference: { added: 1, removed: 1 } });
  expect(log?.difference?.lines.at(-1)).toEqual({ kind: "added", to: 12_001, text: "end, but badly" });
});
