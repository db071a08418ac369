import { expect, test } from "vitest";
import { nextTurn } from "../base/clock.ts";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith, type ScriptedExecutor } from "../testing/scripted-executor.ts";
import { createDispatcher, type Dispatcher, type DispatcherOptions } from "./dispatcher.ts";

const open = useTestHosts();

/** A dispatcher of its own on the data of a host that runs nothing. */
async function dispatching(
  executor: ScriptedExecutor,
  concurrency: DispatcherOptions["concurrency"] = () => Promise.resolve(5),
): Promise<{ readonly host: TestHost; readonly dispatcher: Dispatcher }> {
  const host = await open({ mode: "inspect" });
  const executors = { servers: executor, container: executor, "this-computer": executor };
  const dispatcher = createDispatcher({ ...host.host.createContext(), executors, owner: "owner", concurrency });
  return { host, dispatcher };
}

test("once it stops nothing begins, also of what the look under way would claim", async () => {
  const executor = createScriptedExecutor(exitsWith(0));
  const asked = Promise.withResolvers<undefined>();
  const answer = Promise.withResolvers<number>();
  const { host, dispatcher } = await dispatching(executor, () => {
    asked.resolve(undefined);
    return answer.promise;
  });
  const { id } = await host.api.events.create(sampleEvent());
  const { jobId } = await host.api.events.run({ id });
  const started = dispatcher.start();
  await asked.promise;
  const stopped = dispatcher.stop();
  answer.resolve(5);
  await Promise.all([started, stopped]);
  expect(executor.runs).toEqual([]);
  expect((await host.api.jobs.get({ id: jobId })).status).toBe("queued");
});

test("it has stopped only once the cleaning up after an earlier attempt has ended, too", async () => {
  const scripted = createScriptedExecutor();
  const cleaning = Promise.withResolvers<undefined>();
  const executor: ScriptedExecutor = { ...scripted, discard: () => cleaning.promise };
  const { host, dispatcher } = await dispatching(executor);
  const { id } = await host.api.events.create(sampleEvent({ retries: { max: 1, delayMs: 0, on: ["nonzero_exit"] } }));
  await host.api.events.run({ id });
  await dispatcher.start();
  (await scripted.nth(0)).end({ kind: "exited", exitCode: 1 });
  await expect.poll(async () => (await host.api.jobs.list({ statuses: ["queued"] })).jobs).toHaveLength(1);
  await host.clock.advance(1);
  dispatcher.wake();
  await scripted.nth(1);
  let isStopped = false;
  const stopped = dispatcher.stop().then(() => (isStopped = true));
  for (let turn = 0; turn < 200; turn++) await nextTurn();
  expect(isStopped).toBe(false);
  cleaning.resolve(undefined);
  await stopped;
});
