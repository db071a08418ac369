import { expect, test } from "vitest";
import type { ActionInput } from "../../shared/action.ts";
import { saveReport, type Report } from "../store/reports.ts";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith, type ScriptedExecutor } from "../testing/scripted-executor.ts";

const open = useTestHosts();

/** An executor whose runs tell, by the target they are on, what the test says, and end. */
function telling(reports: Readonly<Record<string, Report>>, host: () => TestHost): ScriptedExecutor {
  return createScriptedExecutor(async (run) => {
    const { store, clock } = host().host.createContext();
    const { executionId, target } = run.request;
    const place = target.on === "servers" ? target.server.name : "here";
    const report = reports[place];
    if (report !== undefined) await saveReport(store.write, executionId, report, clock.now());
    return exitsWith(0)(run);
  });
}

const server = (name: string) => ({
  ...{ name, address: "127.0.0.1", username: "deploy", hostKey: `SHA256:${"a".repeat(43)}` },
  authentication: { kind: "agent" as const },
});

/** Runs an event that tells this, with what waits for its condition. @returns inputs of the follow-ups, by event */
async function whatFollows(reports: Readonly<Record<string, Report>>, servers: readonly string[] = []) {
  const host = await open({ executor: telling(reports, () => host) });
  const next = await host.api.events.create(sampleEvent({ name: "next" }));
  const conditional = await host.api.events.create(sampleEvent({ name: "conditional" }));
  const actions: ActionInput[] = [
    { when: "ALWAYS", do: "run_event", eventId: next.id },
    { when: "ON_CONDITION", do: "run_event", eventId: conditional.id },
  ];
  const serverIds: number[] = [];
  for (const name of servers) serverIds.push((await host.api.servers.create(server(name))).id);
  const run = serverIds.length === 0 ? undefined : { on: "servers" as const, serverIds, groups: [] };
  const { id } = await host.api.events.create(sampleEvent({ name: "first", actions, ...(run && { run }) }));
  await host.api.events.run({ id });
  await host.clock.advance(1_000);
  const found: Record<string, unknown> = {};
  for (const job of (await host.api.jobs.list({})).jobs) {
    if (job.eventName !== "first") found[job.eventName] = (await host.api.jobs.get({ id: job.id })).input;
  }
  return found;
}

test("a condition that was set to true runs what waits for it, and the output goes along", async () => {
  const found = await whatFollows({ here: { output: '{"files":[0,null,"é"]}', condition: true } });
  const told = { event: "first", status: "completed", condition: true, output: { files: [0, null, "é"] } };
  expect(found).toMatchObject({ next: told, conditional: told });
});

test.each<[string, Report | undefined, unknown]>([
  ["false", { condition: false, output: "false" }, { condition: false, output: false }],
  ["nothing at all", undefined, { condition: null, output: null }],
])("a condition of %s runs nothing", async (_, report, told) => {
  const found = await whatFollows(report === undefined ? {} : { here: report });
  expect(found["next"]).toMatchObject(told as object);
  expect(found).not.toHaveProperty("conditional");
});

test("of several servers one is enough, and each has its own output", async () => {
  const reports = {
    a: { output: "1", condition: false },
    b: { output: '"two"', condition: true },
    c: { condition: false },
  };
  const found = await whatFollows(reports, ["a", "b", "c"]);
  expect(found["conditional"]).toMatchObject({ condition: true, output: { a: 1, b: "two" } });
});

test("an output that is too large stays behind, and its size goes along", async () => {
  const output = JSON.stringify("x".repeat(1024 * 1024));
  const found = await whatFollows({ here: { output } });
  expect(found["next"]).toMatchObject({ output: null, outputBytes: 1024 * 1024 + 2 });
});
