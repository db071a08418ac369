import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sleep, systemClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { processesNaming, requestFor, uniqueSleep } from "../conformance-bench.ts";
import { createRecordingContext, until } from "../recording-context.ts";
import { bedServer, connectionTo, openSshBench, type SshBench } from "./ssh-conformance-bench.ts";
import { openWire, type CuttableWire } from "./ssh-conformance-proxy.ts";
import { createSshExecutor } from "./ssh-executor.ts";

describe.each(["web-1", "web-3"])("a run on %s", (name) => {
  let bench: SshBench;
  let wire: CuttableWire;

  beforeEach(async () => {
    const target = bedServer(name);
    wire = await openWire(target);
    const server = await connectionTo(name, { address: "127.0.0.1", port: wire.port });
    bench = { ...(await openSshBench(name)), target: { on: "servers", server } };
  });
  afterEach(async () => {
    await bench.close();
    await wire.close();
  });

  it("survives a connection that is cut again and again", async () => {
    const context = createRecordingContext();
    // Slow enough that it is still at work when the last connection has been cut and made again.
    const script =
      "for i in {1..4000}; do printf 'line %05d %0500d\\n' $i 0; [ $((i % 10)) = 0 ] && sleep 0.03; done; exit 9";
    const request = requestFor(bench, script);
    const running = bench.executor.run(request, context);
    for (let cuts = 1; cuts <= 8; cuts += 1) {
      const wanted = cuts * 200_000;
      await until(`${String(wanted)} bytes`, () => context.log.position().stdout >= wanted);
      const before = wire.connectionCount();
      wire.cut();
      await until("the connection to be made again", () => wire.connectionCount() > before);
    }
    expect(await running).toEqual({ kind: "exited", exitCode: 9 });
    const expected = Array.from(
      { length: 4000 },
      (_, index) => `line ${String(index + 1).padStart(5, "0")} ${"0".repeat(500)}\n`,
    ).join("");
    expect(context.log.text("stdout") === expected).toBe(true);
    expect(context.startedCount()).toBe(1);
    expect(wire.connectionCount()).toBeGreaterThanOrEqual(9);
    expect(context.log.text("system")).toContain("answers again");
    await bench.executor.discard(context.lastHandle(), request);
  });

  it("goes on while the server cannot be reached, and is reported as it ended", async () => {
    const word = uniqueSleep();
    const context = createRecordingContext();
    const request = requestFor(bench, `echo ready; bash -c 'sleep 1 # ${word}'; echo rest; exit 6 # ${word}`);
    const running = bench.executor.run(request, context);
    await until("the script to be ready", () => context.log.text("stdout") === "ready\n");
    await wire.sever();
    await until("the script to end", () => processesNaming(word).length === 0);
    await wire.mend();
    expect(await running).toEqual({ kind: "exited", exitCode: 6 });
    expect(context.log.text("stdout")).toBe("ready\nrest\n");
    expect(context.log.text("system")).toContain("was lost");
  });

  it("is stopped over a new connection", async () => {
    const word = uniqueSleep();
    const context = createRecordingContext();
    const running = bench.executor.run(requestFor(bench, `echo ready; sleep ${word}`), context);
    await until("the script to be ready", () => context.log.text("stdout") === "ready\n");
    await wire.sever();
    context.requestStop("cancel");
    await wire.mend();
    expect(await running).toMatchObject({ kind: "stopped", reason: "cancel", survivors: [] });
    expect(processesNaming(word)).toEqual([]);
  });

  it("runs once or not at all, and says which, wherever its start is cut off", async () => {
    const seen = new Set<string>();
    // The script's library goes along: together they are some 135 KB.
    for (const bytes of [1, 3_000, 6_000, 60_000, 110_000, 130_000, 132_000, 134_000, 136_000, 138_000, 150_000]) {
      const executor = createSshExecutor({ clock: systemClock, logger: silentLogger });
      const context = createRecordingContext();
      const request = requestFor(bench, `echo ran >>.count-$CRONIUM_EXECUTION_ID\n#${"x".repeat(100_000)}`);
      await warm(executor, bench);
      wire.cutAfterSending(bytes);
      const outcome = await executor.run(request, context);
      // Where the start needed less, it is not to be cut off later.
      wire.cutAfterSending(Infinity);
      const count = join(bedServer(name).home, `.count-${request.executionId}`);
      const times = existsSync(count) ? readFileSync(count, "utf8").split("\n").length - 1 : 0;
      const said = outcome.kind === "failed" ? outcome.failure.reason : outcome.kind;
      seen.add(said);
      expect([said, times], `cut after ${String(bytes)} bytes`).toEqual(
        said === "exited" ? ["exited", 1] : ["session_failed", 0],
      );
      rmSync(count, { force: true });
      await executor.discard(context.lastHandle(), request);
      expect(await bench.remains(request.executionId)).toEqual([]);
      await executor.close();
    }
    expect([...seen].sort()).toEqual(["exited", "session_failed"]);
  });

  it("lets go at once when the program leaves while the server cannot be reached", async () => {
    const word = uniqueSleep();
    const context = createRecordingContext();
    const request = requestFor(bench, `echo ready; sleep ${word}`);
    const running = bench.executor.run(request, context);
    await until("the script to be ready", () => context.log.text("stdout") === "ready\n");
    await wire.sever();
    await until("the loss to be noticed", () => context.log.text("system") !== "");
    context.requestDetach();
    expect(await running).toEqual({ kind: "detached" });
    await wire.mend();
    const again = createRecordingContext({ log: context.log });
    again.requestStop("cancel");
    expect(await bench.executor.resume(request, context.lastHandle(), again)).toMatchObject({ kind: "stopped" });
    await sleep(systemClock, 0);
    expect(processesNaming(word)).toEqual([]);
  });
});

/** Makes the connection, so that the cut hits the start and not the handshake. */
async function warm(executor: SshBench["executor"], bench: SshBench): Promise<void> {
  const context = createRecordingContext();
  const request = requestFor(bench, "true");
  await executor.run(request, context);
  await executor.discard(context.lastHandle(), request);
}
