import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeFrames } from "../logs/frame.ts";
import { failingCommits, failingLogFiles, type LogTrouble } from "../testing/failing-files.ts";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, type ScriptedRun } from "../testing/scripted-executor.ts";

const open = useTestHosts();
const pieces = ["first ", "second ", "third"];

/** Writes its pieces one by one, as far as it is let. */
async function speak({ context }: ScriptedRun) {
  for (const piece of pieces) {
    await context.log.write("stdout", Buffer.from(piece));
    if (context.stop.aborted) return { kind: "stopped", reason: "cancel", survivors: [] } as const;
  }
  return { kind: "exited", exitCode: 0 } as const;
}

async function run(host: TestHost, name: string) {
  const { id } = await host.api.events.create(sampleEvent({ name }));
  const { jobId } = await host.api.events.run({ id });
  await host.clock.advance(0);
  const job = await host.api.jobs.get({ id: jobId });
  const [execution] = job.executions;
  if (execution === undefined) throw new Error("it has not begun");
  return { job, execution };
}

describe("the disk of the logs fails", () => {
  const cases: readonly (readonly [string, LogTrouble, string])[] = [
    ...[1, 3].flatMap((at) =>
      [0, 20, 25].flatMap((torn): (readonly [string, LogTrouble, string])[] => [
        [
          `full at write ${String(at)}, ${String(torn)} bytes of it done`,
          { write: { code: "ENOSPC", at, times: 1, torn } },
          "disk_full",
        ],
        [
          `broken at write ${String(at)}, ${String(torn)} bytes of it done`,
          { write: { code: "EIO", at, times: 1, torn } },
          "log_failed",
        ],
      ]),
    ),
    ["full when it is opened", { open: { code: "ENOSPC", at: 1, times: 1 } }, "disk_full"],
    ["broken when it is opened", { open: { code: "EIO", at: 1, times: 1 } }, "log_failed"],
    ["full at the sync", { sync: { code: "ENOSPC", at: 1, times: 1 } }, "disk_full"],
    ["broken at the sync", { sync: { code: "EIO", at: 1, times: 1 } }, "log_failed"],
  ];

  test.each(cases)(
    "%s: the run fails with the reason, what is stored is whole, the next run is well",
    async (...given) => {
      const [, trouble, reason] = given;
      const host = await open({ logFiles: failingLogFiles(trouble), executor: createScriptedExecutor(speak) });
      const failed = await run(host, "during");
      expect(failed.job).toMatchObject({ status: "failed", failure: { reason } });
      const bytes = await readFile(join(host.dataDirectory, logPath(host, failed.execution.id))).catch(() =>
        Buffer.alloc(0),
      );
      const text = decodeFrames(bytes)
        .frames.filter(({ stream }) => stream === "stdout")
        .map(({ payload }) => payload.toString())
        .join("");
      expect(pieces.join("").startsWith(text)).toBe(true);
      const next = await run(host, "after");
      expect(next.job.status).toBe("completed");
      expect(next.execution.logBytes).toBe(pieces.join("").length);
    },
  );
});

function logPath(host: TestHost, executionId: string): string {
  const month = new Date(host.clock.now()).toISOString().slice(0, 7);
  return `logs/${month}/${executionId}.log`;
}

describe("the disk of the database fails", () => {
  test.each([1, 2, 3, 4, 5, 6])(
    "commit %i of a job's life fails: what was acknowledged goes on to its end, once",
    async (at) => {
      const code = at % 2 === 0 ? "SQLITE_FULL" : "SQLITE_IOERR_FSYNC";
      const trouble = failingCommits({ code, at, times: 1 });
      const executor = createScriptedExecutor(speak);
      const host = await open({ connect: trouble.connect, executor });
      const { id } = await host.api.events.create(sampleEvent());
      await host.clock.advance(0);
      trouble.begin();
      const asked = await host.api.events.run({ id }).catch((error: unknown) => error as Error);
      await host.clock.advance(120_000);
      const { jobs } = await host.api.jobs.list({});
      if (asked instanceof Error) {
        expect(String(asked), `commit ${String(at)}`).toMatch(/SQLITE_/);
        expect(jobs).toEqual([]);
      } else {
        expect(jobs.map((job) => job.id)).toEqual([asked.jobId]);
        expect(jobs[0]?.status, `commit ${String(at)}`).toBe("completed");
        expect(new Set(executor.runs.map((one) => one.request.executionId)).size).toBe(1);
      }
      expect(await host.api.database.validate()).toMatchObject({ valid: true });
      await host.api.events.run({ id });
      await host.clock.advance(0);
      const after = await host.api.jobs.list({});
      expect(after.jobs[0]?.status).toBe("completed");
    },
  );

  test("a disk that stays broken for a while: nothing is acknowledged meanwhile, and all goes on by itself after it", async () => {
    const trouble = failingCommits({ code: "SQLITE_IOERR_FSYNC", at: 1, times: 6 });
    const host = await open({ connect: trouble.connect, executor: createScriptedExecutor(speak) });
    const { id } = await host.api.events.create(sampleEvent());
    await host.clock.advance(0);
    trouble.begin();
    let refused = 0;
    let asked: { readonly jobId: string } | undefined;
    while (asked === undefined) {
      asked = await host.api.events.run({ id }).catch((error: unknown) => {
        expect(error).toMatchObject({ message: expect.stringContaining("SQLITE_IOERR_FSYNC") as string });
        refused += 1;
        return undefined;
      });
    }
    await host.clock.advance(60_000);
    const { jobs } = await host.api.jobs.list({});
    expect(jobs.map((job) => [job.id, job.status])).toEqual([[asked.jobId, "completed"]]);
    expect(refused).toBeGreaterThan(0);
  });
});

test("where the end of one of several executions cannot be written, nobody follows the others twice", async () => {
  const trouble = failingCommits({ code: "SQLITE_FULL", at: 1, times: 1 });
  const executor = createScriptedExecutor();
  const host = await open({ connect: trouble.connect, executor });
  const serverIds: number[] = [];
  for (const name of ["web-1", "web-2"]) {
    const place = { address: "127.0.0.1", port: 22, username: "me", authentication: { kind: "agent" } } as const;
    serverIds.push((await host.api.servers.create({ name, ...place })).id);
  }
  const { id } = await host.api.events.create(sampleEvent({ run: { on: "servers", serverIds } }));
  const { jobId } = await host.api.events.run({ id });
  const [first, second] = [await executor.nth(0), await executor.nth(1)];
  trouble.begin();
  first.end({ kind: "exited", exitCode: 0 });
  await host.clock.advance(10_000);
  expect(executor.runs.map(({ resumed }) => resumed)).toEqual([false, false, true, true]);
  expect(second.context.detach.aborted).toBe(true);
  for (const run of executor.runs.slice(2)) run.end({ kind: "exited", exitCode: 0 });
  await host.clock.advance(0);
  expect((await host.api.jobs.get({ id: jobId })).status).toBe("completed");
});
