import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createCommandWorld, type CommandWorld } from "../testing/command-world.ts";
import { finishedJob } from "../testing/finished-job.ts";
import { openTestHost, sampleEvent } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Each question has a thread of its own, which a busy machine starts slowly.
vi.setConfig({ testTimeout: 120_000 });

let dataDirectory: string;
let world: CommandWorld;
const jobs: string[] = [];

/** Two runs of an event on data that no host holds any more: the command opens it itself. */
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "cronium-cli-search-"));
  const outputs = ["first line\nall is well\n", "first line\n\u001b[31mError: disk full\u001b[0m\nlast\n"];
  const executor = createScriptedExecutor((run) => exitsWith(jobs.length, outputs[jobs.length])(run));
  const host = await openTestHost({ dataDirectory, executor });
  const { id } = await host.api.events.create(sampleEvent({ name: "nightly" }));
  for (let run = 0; run < 2; run++) {
    const { jobId } = await host.api.events.run({ id });
    await finishedJob(host, jobId);
    jobs.push(jobId);
  }
  await host.host.stop();
  world = createCommandWorld({ dataDirectory, clock: host.clock });
});
afterAll(() => rm(dataDirectory, { recursive: true, force: true }));

test("search finds lines in all logs and says how much it looked into", async () => {
  const found = await world.run("search", "error: disk", "--ignore-case", "--event", "nightly", "--since", "1d");
  expect(found.stderr).toContain("Found in 1 log of 2 searched");
  expect(found.text).toContain("nightly");
  expect(found.text).toContain("  2: Error: disk full");
  expect(found.status).toBe(0);
  expect((await world.run("search", "error: disk")).text).toBe("");
  expect((await world.run("search", "er+or", "--regex", "--status", "completed")).text).toBe("");
  const { text } = await world.run("search", "first", "--json", "--limit", "1");
  expect(JSON.parse(text)).toMatchObject({ jobId: jobs[1], matches: [{ line: 1, text: "first line" }] });
  expect(await world.run("search", "(", "--regex")).toMatchObject({ status: 1 });
  const more = await world.run("search", "[ia]", "--regex", "--per-log", "1");
  expect(more.text).toContain(`\`cronium logs ${jobs[1] ?? ""} --search '[ia]' --regex\` shows all`);
});

test("logs searches one log, and tells times", async () => {
  const [, failed = ""] = jobs;
  expect((await world.run("logs", failed, "--search", "DISK", "-i")).text).toBe("2: Error: disk full\n");
  const { text } = await world.run("logs", failed, "--search", "l.*t", "--regex", "--json");
  expect(
    text
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { line: number }).line),
  ).toEqual([3]);
  const limited = await world.run("logs", failed, "--search", "i", "--limit", "1");
  expect(limited.stderr).toContain("further match");
  const times = await world.run("logs", failed, "--times");
  expect(times.text).toMatch(/^2026-\S+Z stdout first line\n2026-\S+Z stdout Error: disk full\n/);
  expect((await world.run("logs", failed, "--times", "--raw")).status).toBe(2);
  expect((await world.run("logs", failed, "--search", "x", "--follow")).status).toBe(2);
});

test("job compare tells what differs from the last good run", async () => {
  const [good = "", failed = ""] = jobs;
  const { text, status } = await world.run("job", "compare", failed);
  expect(status).toBe(0);
  expect(text).toContain(good);
  expect(text).toContain("exitCode: 0 → 1");
  expect(text).toContain("- all is well");
  expect(text).toContain("+ Error: disk full");
  expect((await world.run("job", "compare", good)).text).toContain("No job of");
  expect(await world.json("job", "compare", failed, "--with", good)).toMatchObject({ with: { id: good } });
});
