import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { createRecordingContext, until } from "../recording-context.ts";
import { openCuttableSocket, type CuttableSocket } from "./cuttable-socket.ts";
import { docker, hastyClock, openSample, runSample, sampleRequest } from "./docker-samples.ts";

const counting = "for i in {1..300}; do echo line $i; echo note $i >&2; sleep 0.01; done; exit 5";
const counted = (word: string) => Array.from({ length: 300 }, (_, index) => `${word} ${String(index + 1)}\n`).join("");
const noDocker = "/nonexistent/docker.sock";

describe("when Docker is not there", () => {
  const sample = openSample({ socketPath: noDocker });

  it("fails with words that name what is missing, and leaves no claim to have started", async () => {
    const { outcome, context } = await runSample(sample.executor, "echo never");
    expect(outcome).toEqual({
      kind: "failed",
      failure: { reason: "docker_unavailable", message: `Docker is not running: there is nothing at ${noDocker}` },
    });
    expect(context.startedCount()).toBe(0);
  });

  it("says so when it is checked, swept or discarded", async () => {
    expect(await sample.executor.check()).toEqual({
      available: false,
      detail: `Docker is not running: there is nothing at ${noDocker}`,
    });
    await expect(sample.executor.sweep(() => Promise.resolve(false))).rejects.toMatchObject({ code: "unavailable" });
    await expect(sample.executor.discard({}, sampleRequest(""))).rejects.toMatchObject({ code: "unavailable" });
  });

  it("knows nothing of a container it was to take up, after waiting for Docker to start", async () => {
    const context = { ...createRecordingContext(), clock: hastyClock(100) };
    const hasty = openSample({ socketPath: noDocker, clock: hastyClock(100) });
    const outcome = await hasty.executor.resume(
      sampleRequest(""),
      { container: "cronium-x", isCreated: true },
      context,
    );
    expect(outcome).toMatchObject({ kind: "unknown" });
  });
});

describe("when the connection to Docker breaks", () => {
  let socket: CuttableSocket;
  let sample: ReturnType<typeof openSample>;
  beforeAll(async () => {
    socket = await openCuttableSocket(readBed().docker.host.replace("unix://", ""));
    sample = openSample({ socketPath: socket.path });
  });
  afterAll(async () => {
    await socket.close();
    await sample.close();
  });

  function begin(script: string) {
    const context = createRecordingContext();
    const request = sampleRequest(script);
    const running = sample.executor.run(request, context);
    const printed = (count: number) =>
      until(`${String(count)} lines`, () => context.log.text("stdout").split("\n").length > count);
    return { context, request, running, printed };
  }

  it("reads on without losing or doubling a byte", async () => {
    const { context, running, printed } = begin(counting);
    for (const count of [40, 120, 200]) {
      await printed(count);
      socket.cut();
    }
    expect(await running).toEqual({ kind: "exited", exitCode: 5 });
    expect(context.log.text("stdout")).toBe(counted("line"));
    expect(context.log.text("stderr")).toBe(counted("note"));
    expect(context.startedCount()).toBe(1);
  });

  it("keeps bytes that are no text, and an end without a newline", async () => {
    const unit = String.raw`\377\200\000\033[1m\r\303`;
    const { context, running, printed } = begin(
      `echo ready; sleep 0.5; for i in {1..4000}; do printf '${unit}'; done; printf '\\342\\202'`,
    );
    await printed(1);
    socket.cut();
    expect(await running).toEqual({ kind: "exited", exitCode: 0 });
    const expected = `${"ff80001b5b316d0dc3".repeat(4000)}e282`;
    expect(context.log.bytes("stdout").subarray("ready\n".length).toString("hex")).toBe(expected);
  });

  it("waits for Docker to come back, and takes up what happened meanwhile", async () => {
    const { context, request, running, printed } = begin(counting);
    await printed(40);
    await socket.goAway();
    await until(
      "the script to end",
      () => docker("inspect", "-f", "{{.State.Running}}", nameOf(request)) === "false\n",
    );
    await socket.comeBack();
    expect(await running).toEqual({ kind: "exited", exitCode: 5 });
    expect(context.log.text("stdout")).toBe(counted("line"));
    expect(context.log.text("stderr")).toBe(counted("note"));
  });

  it("stops a run as soon as Docker is back", async () => {
    const { context, request, running, printed } = begin("echo ready; sleep 600");
    await printed(1);
    await socket.goAway();
    context.requestStop("cancel");
    expect(docker("inspect", "-f", "{{.State.Running}}", nameOf(request))).toBe("true\n");
    await socket.comeBack();
    expect(await running).toMatchObject({ kind: "stopped", reason: "cancel", survivors: [] });
    expect(docker("inspect", "-f", "{{.State.Running}}", nameOf(request))).toBe("false\n");
  });

  it("finds out whether a start whose answer was lost took place", async () => {
    socket.cutAfter("/start");
    const { context, running } = begin("echo it did; exit 3");
    expect(await running).toEqual({ kind: "exited", exitCode: 3 });
    expect(context.log.text("stdout")).toBe("it did\n");
  });

  it("does not claim to know how a run ended that it lost sight of", async () => {
    const hasty = openSample({ socketPath: socket.path, clock: hastyClock(100) });
    const context = { ...createRecordingContext(), clock: hastyClock(100) };
    const request = sampleRequest("echo ready; sleep 600");
    const running = sample.executor.run(request, context);
    await until("the script to be ready", () => context.log.text("stdout") === "ready\n");
    await socket.goAway();
    const outcome = await running;
    expect(outcome).toMatchObject({
      kind: "unknown",
      message: expect.stringContaining("may still be running") as string,
    });
    await socket.comeBack();
    await hasty.executor.discard(context.lastHandle(), request);
    expect(docker("ps", "-aq", "--filter", `name=${nameOf(request)}`)).toBe("");
  });
});

function nameOf({ executionId }: { readonly executionId: string }): string {
  return `cronium-${executionId}`;
}
