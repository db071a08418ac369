import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleEvent } from "../testing/open-test-host.ts";
import { createScriptedExecutor } from "../testing/scripted-executor.ts";
import { serveTestHost, type ServedHost } from "../testing/served-host.ts";

let served: ServedHost;
beforeEach(async () => {
  served = await serveTestHost({
    executor: createScriptedExecutor(async ({ context }) => {
      const text = Array.from({ length: 3_000 }, (_, line) => `line ${String(line)}\n`).join("");
      await context.log.write("stdout", Buffer.from(text));
      return { kind: "exited", exitCode: 0 };
    }),
  });
});
afterEach(() => served.close());

test("of a log over the limit of its event or the settings the command shows the ends and says what is missing", async () => {
  const { host, world } = served;
  await host.api.settings.set({ logLimitBytes: 8_000 });
  for (const [logLimitBytes, most] of [
    [null, 9_500],
    [2_000, 3_500],
  ] as const) {
    const { id } = await host.api.events.create(sampleEvent({ name: `limited ${String(most)}`, logLimitBytes }));
    const { jobId } = await host.api.events.run({ id });
    await expect.poll(async () => (await host.api.jobs.get({ id: jobId })).status).toBe("completed");
    const [execution] = (await host.api.jobs.get({ id: jobId })).executions;
    expect(execution?.logBytes).toBeLessThan(most);
    expect(execution?.logDroppedBytes).toBeGreaterThan(20_000);
    const { text } = await world.run("logs", jobId);
    expect(text).toContain("line 0\nline 1\n");
    expect(text).toContain("line 2999\n");
    expect(text).toContain("· The limit of this log is reached: its first ");
    expect(text).toContain(`${(execution?.logDroppedBytes ?? 0).toLocaleString("en-US")} bytes were left out.`);
  }
});
