import { execFileSync } from "node:child_process";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { createRecordingContext, until } from "../recording-context.ts";
import { docker, hastyClock, openSample, runSample, sampleRequest } from "./docker-samples.ts";
import { openSampleRegistry, type SampleRegistry } from "./sample-registry.ts";

describe("the image of a run", () => {
  let sample: ReturnType<typeof openSample>;
  let registry: SampleRegistry;
  beforeAll(async () => {
    registry = await openSampleRegistry(readBed().docker.images.busybox);
    sample = openSample({ images: { PYTHON: "127.0.0.1:1/nobody/listens" } });
  });
  afterEach(() => {
    if (docker("images", "-q", registry.image) !== "") docker("rmi", "-f", registry.image);
    registry.isStalled = false;
  });
  afterAll(async () => {
    await registry.close();
    await sample.close();
  });
  const named = (image: string) => ({ target: { on: "container", image, network: "none" } }) as const;

  it("is pulled when it is named and not here, its progress told", async () => {
    const environment = { QUOTES: `it's "quoted"`, LINES: "first\nlast\n" };
    const { outcome, stdout, context } = await runSample(
      sample.executor,
      `echo in busybox; printf '%s' "$QUOTES$LINES"; exit 6`,
      { ...named(registry.image), environment },
    );
    expect(outcome).toEqual({ kind: "exited", exitCode: 6 });
    expect(stdout).toBe(`in busybox\nit's "quoted"first\nlast\n`);
    const told = context.log.text("system").split("\n");
    expect(told[0]).toBe(`The image ${registry.image} is not here yet. Pulling it.`);
    expect(told.filter((line) => /: (Pull complete|Already exists)$/.test(line)).length).toBe(2);
    expect(told.at(-2)).toBe(`The image ${registry.image} is here.`);
    expect(new Set(told).size).toBe(told.length);
  });

  it("is missing, in Docker's words, when its registry does not have it", async () => {
    const image = registry.image.replace(/:1$/, ":missing");
    const { outcome, context } = await runSample(sample.executor, "echo never", named(image));
    expect(outcome).toMatchObject({ kind: "failed", failure: { reason: "image_missing" } });
    expect(JSON.stringify(outcome)).toContain(image);
    expect(JSON.stringify(outcome)).toMatch(/manifest.*(unknown|not found)/);
    expect(context.startedCount()).toBe(0);
  });

  it("is missing when its registry cannot be reached, also as the set default", async () => {
    const { outcome } = await runSample(sample.executor, "print('never')", { type: "PYTHON" });
    expect(outcome).toMatchObject({ kind: "failed", failure: { reason: "image_missing" } });
    expect(JSON.stringify(outcome)).toMatch(/nobody\/listens.*could not be pulled.*refused/);
  });

  it("is missing when its name makes no sense", async () => {
    const { outcome } = await runSample(sample.executor, "echo never", named("Not An Image"));
    expect(outcome).toMatchObject({ kind: "failed" });
    expect(JSON.stringify(outcome)).toMatch(/invalid reference format/);
  });

  it("is not waited for once the run is to be stopped, or the program leaves", async () => {
    registry.isStalled = true;
    for (const [ask, outcome] of [
      ["requestStop", { kind: "stopped", reason: "cancel", survivors: [] }],
      ["requestDetach", { kind: "detached" }],
    ] as const) {
      const context = createRecordingContext();
      const request = sampleRequest("echo never", named(registry.image));
      const already = registry.stalled;
      const running = sample.executor.run(request, context);
      await until("the pull to be under way", () => registry.stalled > already);
      context[ask]("cancel");
      expect(await running).toEqual(outcome);
      const later = createRecordingContext();
      const resumed = await sample.executor.resume(request, context.lastHandle(), later);
      expect(resumed).toMatchObject({ kind: "failed", failure: { reason: "lost" } });
    }
  });

  it("is not waited for beyond ten minutes", async () => {
    registry.isStalled = true;
    const context = { ...createRecordingContext(), clock: hastyClock(1_000) };
    const outcome = await sample.executor.run(sampleRequest("echo never", named(registry.image)), context);
    expect(outcome).toMatchObject({ kind: "failed", failure: { reason: "image_missing" } });
    expect(JSON.stringify(outcome)).toContain("could not be pulled: it had not arrived after 10 minutes");
  });

  it("may lack what the launcher needs, which is then said", async () => {
    const empty = `cronium-test-empty:${String(process.pid)}`;
    execFileSync("docker", ["import", "-", empty], { input: Buffer.alloc(1024) });
    try {
      const { outcome } = await runSample(sample.executor, "echo never", named(empty));
      expect(outcome).toMatchObject({ kind: "failed", failure: { reason: "container_failed" } });
      expect(JSON.stringify(outcome)).toMatch(/\/bin\/sh/);
    } finally {
      docker("rmi", "-f", empty);
    }
  });
});

describe("sweeping", () => {
  it("removes what no execution needs, and never what others own", async () => {
    const sample = openSample();
    const other = openSample();
    const finished = await runSample(sample.executor, "echo done");
    const kept = await runSample(sample.executor, "echo kept");
    const foreign = await runSample(other.executor, "echo foreign");
    const swept = await sample.executor.sweep((id) => Promise.resolve(id === kept.request.executionId));
    expect(swept).toEqual([finished.request.executionId]);
    const all = docker("ps", "-a", "--format", "{{.Names}}");
    expect(all).not.toContain(finished.request.executionId);
    expect(all).toContain(kept.request.executionId);
    expect(all).toContain(foreign.request.executionId);
    await sample.close();
    await other.close();
    expect(docker("ps", "-a", "--format", "{{.Names}}")).not.toContain(kept.request.executionId);
  });

  it("ends one that still runs", async () => {
    const sample = openSample();
    const context = createRecordingContext();
    const request = sampleRequest("echo ready; sleep 600");
    const running = sample.executor.run(request, context);
    await until("the script to be ready", () => context.log.text("stdout") === "ready\n");
    context.requestDetach();
    expect(await running).toEqual({ kind: "detached" });
    expect(await sample.executor.sweep(() => Promise.resolve(false))).toEqual([request.executionId]);
    const outcome = await sample.executor.resume(request, context.lastHandle(), createRecordingContext());
    expect(outcome.kind).toBe("unknown");
    await sample.close();
  });
});

describe("many runs at once", () => {
  it("all come to their end with their own output", async () => {
    const sample = openSample();
    const runs = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        runSample(sample.executor, `echo run ${String(index)}; exit ${String(index)}`),
      ),
    );
    expect(runs.map(({ stdout }) => stdout)).toEqual(runs.map((_, index) => `run ${String(index)}\n`));
    expect(runs.map(({ outcome }) => outcome)).toEqual(runs.map((_, exitCode) => ({ kind: "exited", exitCode })));
    await sample.close();
  });
});
