import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import type { ExecutionRequest } from "../executor.ts";
import { createRecordingContext } from "../recording-context.ts";
import { createLocalExecutor } from "./local-executor.ts";

const dataDirectory = mkdtempSync(join(tmpdir(), "cronium-left-"));
const executor = createLocalExecutor({ clock: systemClock, logger: silentLogger, directory: dataDirectory });
afterAll(async () => {
  await executor.close();
  rmSync(dataDirectory, { recursive: true, force: true });
});

function openContext() {
  const kept = new Map<string, string>();
  const left: string[] = [];
  const context = {
    ...createRecordingContext(),
    leftOut: (path: string) => left.push(path),
    async keepArtifact(path: string, content: AsyncIterable<Uint8Array>) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      kept.set(path, Buffer.concat(chunks).toString());
    },
  };
  return { context, kept, left };
}

function requestOf(script: string, changes: Partial<ExecutionRequest> = {}): ExecutionRequest {
  const target = { on: "this-computer" } as const;
  const executionId = `exec_left_${String(script.length)}`;
  return { executionId, jobId: "job_left", type: "BASH", script, environment: {}, target, graceMs: 2_000, ...changes };
}

test("what a script on this computer leaves is kept, links and pipes are not, and its input files are there", async () => {
  const { context, kept, left } = openContext();
  const request = requestOf(
    "cat $CRONIUM_FILES_DIRECTORY/in/note.txt; cd $CRONIUM_OUTPUT_DIRECTORY; mkdir a; echo one >'a/b c'; : >empty; ln -s /etc/passwd link; ln -s / root; mkfifo pipe; truncate -s 200M holes; exit 4",
    { files: [{ path: "in/note.txt", data: Buffer.from("given").toString("base64") }] },
  );
  expect(await executor.run(request, context)).toEqual({ kind: "exited", exitCode: 4 });
  expect(context.log.text("stdout")).toBe("given");
  expect([...kept].sort()).toEqual([
    ["a/b c", "one\n"],
    ["empty", ""],
  ]);
  expect(left).toEqual(["holes"]);
  const said = context.log.text("system");
  expect(said).toContain("3 files in CRONIUM_OUTPUT_DIRECTORY not kept: links and devices are not kept.");
  expect(said).toContain("1 file in CRONIUM_OUTPUT_DIRECTORY not kept: 100 MB are kept at most.");
});

test("it is kept by whoever takes the run up, too", async () => {
  const first = openContext();
  const request = requestOf("echo ready; sleep 0.5; echo late >$CRONIUM_OUTPUT_DIRECTORY/late");
  const running = executor.run(request, {
    ...first.context,
    async started() {
      await first.context.started();
      first.context.requestDetach();
    },
  });
  expect(await running).toEqual({ kind: "detached" });
  expect(first.kept.size).toBe(0);
  const second = openContext();
  expect(await executor.resume(request, first.context.lastHandle(), second.context)).toEqual({
    kind: "exited",
    exitCode: 0,
  });
  expect([...second.kept]).toEqual([["late", "late\n"]]);
});
