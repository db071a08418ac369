import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestFor } from "../conformance-bench.ts";
import { createRecordingContext, until } from "../recording-context.ts";
import { connectionTo, openSshBench, type SshBench } from "./ssh-conformance-bench.ts";

/** The bed's server that allows two sessions on a connection, fewer than are asked for. */
let bench: SshBench;

beforeAll(async () => {
  bench = { ...(await openSshBench("few-1")), target: { on: "servers", server: await connectionTo("few-1") } };
});
afterAll(() => bench.close());

describe("a server that allows few sessions", () => {
  it("runs more scripts at once than one of its connections can carry", async () => {
    const all = Array.from({ length: 6 }, async (_, index) => {
      const context = createRecordingContext();
      const request = requestFor(bench, `echo start; sleep 0.5; exit ${String(index)}`);
      const outcome = await bench.executor.run(request, context);
      await bench.executor.discard(context.lastHandle(), request);
      return { outcome, text: context.log.text("stdout") };
    });
    const expected = Array.from({ length: 6 }, (_, exitCode) => ({
      outcome: { kind: "exited", exitCode },
      text: "start\n",
    }));
    expect(await Promise.all(all)).toEqual(expected);
  });

  it("stops a run although every session is taken", async () => {
    const contexts = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const context = createRecordingContext();
        const request = requestFor(bench, "echo ready; sleep 1000");
        const outcome = bench.executor.run(request, context);
        await until("the script to be ready", () => context.log.text("stdout") === "ready\n");
        return { context, request, outcome };
      }),
    );
    for (const { context } of contexts) context.requestStop("cancel");
    for (const { context, request, outcome } of contexts) {
      expect(await outcome).toMatchObject({ kind: "stopped", reason: "cancel", survivors: [] });
      await bench.executor.discard(context.lastHandle(), request);
    }
  });
});
