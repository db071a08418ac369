import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readBed } from "./bed/read-bed.mjs";
import { startDaemon, type RunningDaemon } from "./fixtures/daemon.ts";
import { until } from "./fixtures/until.ts";

const root = resolve(import.meta.dirname, "..");
const definition = "examples/first-run/cronium.yaml";

let daemon: RunningDaemon;
beforeAll(async () => {
  readBed();
  daemon = await startDaemon();
});
afterAll(() => daemon.remove());

/** Runs the command as a user does, against the running host. */
async function cronium(...words: string[]): Promise<Buffer> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [resolve(root, "out/main/cronium.js"), ...words, "--data", daemon.dataDirectory],
    { cwd: root, encoding: "buffer" },
  );
  return stdout;
}

interface JobLine {
  readonly id: string;
  readonly status: string;
}

async function jobsOf(event: string): Promise<readonly JobLine[]> {
  return JSON.parse((await cronium("job", "list", "--event", event, "--json")).toString()) as JobLine[];
}

test("the example file is all it takes: two servers and three events, which run when they are due", async () => {
  expect((await cronium("apply", definition)).toString()).toMatch(/web-1/);
  expect((await cronium("apply", definition)).toString()).toMatch(/nothing to change/i);

  await until("the servers' event has run twice", 60_000, async () => {
    const done = (await jobsOf("web-health")).filter((job) => job.status === "completed");
    return done.length >= 2;
  });
  await until("the container's event has run", 90_000, async () =>
    (await jobsOf("minute-report")).some((job) => job.status === "completed"),
  );
  await cronium("run", "greet-from-here", "--wait");
  expect((await jobsOf("greet-from-here")).map((job) => job.status)).toEqual(["completed"]);

  const [latest] = (await jobsOf("web-health")).filter((job) => job.status === "completed");
  const job = await daemon.api.jobs.get.query({ id: latest?.id ?? "" });
  expect(job.executions.map((execution) => execution.target).sort()).toEqual(["web-1", "web-2"]);
  for (const [index, execution] of job.executions.entries()) {
    const bytes = await cronium("logs", job.id, "--execution", String(index + 1), "--raw");
    expect(bytes.length).toBe(execution.logBytes);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(execution.logSha256);
  }

  const ledger = JSON.parse((await cronium("why", "web-health", "--json")).toString()) as { dueAt: number }[];
  const [first = 0] = ledger.map((occurrence) => occurrence.dueAt);
  expect(ledger.map((occurrence) => occurrence.dueAt)).toEqual(
    Array.from({ length: ledger.length }, (_, index) => first + index * 10_000),
  );
  expect(ledger.length).toBeGreaterThanOrEqual(2);
}, 180_000);
