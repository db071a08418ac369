import { expect, test } from "vitest";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith, type ScriptedExecutor } from "../testing/scripted-executor.ts";

const open = useTestHosts();

test("an attempt that was not the last is told with its time, and a target that did not answer as such", async () => {
  const scripted = createScriptedExecutor(exitsWith(0));
  let runs = 0;
  const executor: ScriptedExecutor = {
    ...scripted,
    run: (request, context) =>
      ++runs === 1
        ? Promise.resolve({ kind: "failed", failure: { reason: "connect_failed", message: "no answer" } })
        : scripted.run(request, context),
  };
  const host = await open({ executor });
  const { id } = await host.api.events.create(sampleEvent({ retries: { max: 1, delayMs: 60_000 } }));
  const { jobId } = await host.api.events.run({ id });
  await host.clock.advance(1_000);
  const { queuedAt, timeline: waiting } = await host.api.jobs.get({ id: jobId });
  expect(waiting.map(({ what }) => what)).toEqual([
    "queued",
    "claimed",
    "unreached",
    "attempt_failed",
    "retry_planned",
  ]);
  await host.clock.advance(120_000);
  const { timeline } = await host.api.jobs.get({ id: jobId });
  expect(timeline.map(({ what, detail }) => [what, detail]).slice(1)).toEqual([
    ["claimed", "attempt 1"],
    ["unreached", timeline[2]?.detail],
    ["attempt_failed", "attempt 1: no answer"],
    ["claimed", "attempt 2"],
    ["started", `on ${timeline[2]?.detail ?? ""}`],
    ["finished", undefined],
  ]);
  expect(timeline[3]?.at).toBeLessThan(queuedAt + 60_000);
});
