import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { createFakeClock } from "../../testing/fake-clock.ts";
import { createRecordedLog } from "../recording-context.ts";
import type { ExecutionRequest } from "../executor.ts";
import type { Commands } from "./command-channel.ts";
import { createCommandSpool } from "./command-spool.ts";

const mark = "cronium-spool-exec_1";
const { signal } = new AbortController();

/** A place that answers with this, and then neither ends its output nor the command, as it is told. */
function placeThat(answers: string, { endsOutput }: { readonly endsOutput: boolean }) {
  const clock = createFakeClock(0);
  let closedCount = 0;
  const commands: Commands = {
    place: "far",
    open() {
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      stdout.write(answers);
      stderr.write(`${mark}\n`);
      if (endsOutput) for (const stream of [stdout, stderr]) stream.end();
      const close = (): void => {
        closedCount += 1;
      };
      return Promise.resolve({ stdin, stdout, stderr, ended: new Promise<never>(() => undefined), close });
    },
  };
  const request: ExecutionRequest = {
    ...{ executionId: "exec_1", jobId: "job_1", type: "BASH", script: "", environment: {}, graceMs: 1_000 },
    target: { on: "this-computer" },
  };
  const spool = createCommandSpool({
    ...{ commands, clock, request, directory: ".cronium", concern: "server" },
    ...{ keepsPayloads: true, followFromStart: true },
  });
  return { spool, clock, closedCount: () => closedCount };
}

it("takes no more of a file than it has asked for, however much is sent", async () => {
  const { spool, closedCount } = placeThat(`${mark} file 3\nabcdefgh`, { endsOutput: false });
  expect((await spool.read("runtime/out/calls.jsonl", 10, signal))?.bytes.toString()).toBe("abc");
  expect(closedCount()).toBeGreaterThan(0);
});

it("waits no longer for the end of a command than for its answer", async () => {
  const { spool, clock } = placeThat(`${mark} running 1 1 1 b\n`, { endsOutput: true });
  const asked = expect(spool.status(false, signal)).rejects.toThrow("far did not answer within 20 s");
  await clock.advance(21_000);
  await asked;
});

it("lets go of a command that does not end when it is told to", async () => {
  const { spool, closedCount } = placeThat(`${mark} following\n`, { endsOutput: true });
  const leaving = new AbortController();
  const followed = spool.follow(createRecordedLog(), leaving.signal);
  await new Promise(setImmediate);
  leaving.abort();
  await followed.catch(() => undefined);
  expect(closedCount()).toBe(1);
});
