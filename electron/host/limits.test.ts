import { expect, test } from "vitest";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";

const open = useTestHosts();

const addServer = (host: TestHost, name: string, concurrency: number | null, groups: string[] = []) =>
  host.api.servers.create({
    name,
    address: "127.0.0.1",
    port: 22,
    username: "me",
    authentication: { kind: "agent" },
    groups,
    concurrency,
  });

const waitingOf = async (host: TestHost, id: string): Promise<string | undefined> =>
  (await host.api.jobs.get({ id })).waitingFor?.words.join("");

test("limits of events, servers and groups hold across a restart, and who waits says for which", async () => {
  const host = await open();
  const web = await addServer(host, "web-1", 1);
  const data = await addServer(host, "data-1", null, ["db"]);
  await host.api.groups.set({ name: "db", concurrency: 1 });
  const one = await host.api.events.create(sampleEvent({ name: "one", concurrency: 1 }));
  const onWeb = await host.api.events.create(
    sampleEvent({ name: "on web", run: { on: "servers", serverIds: [web.id] } }),
  );
  const onBoth = await host.api.events.create(
    sampleEvent({ name: "on both", run: { on: "servers", serverIds: [web.id], groups: ["db"] } }),
  );
  const onData = await host.api.events.create(
    sampleEvent({ name: "on data", run: { on: "servers", serverIds: [data.id] } }),
  );
  const run = async (id: number): Promise<string> => (await host.api.events.run({ id })).jobId;
  const started = [await run(one.id), await run(onWeb.id), await run(onData.id)];
  await host.executor.nth(2);
  const waiting = [await run(one.id), await run(onBoth.id)];
  const words = [
    "the limit of 1 job of this event at once",
    "web-1, which runs 1 of 1, and the group db, which runs 1 of 1",
  ];
  expect(await Promise.all(waiting.map((id) => waitingOf(host, id)))).toEqual(words);
  expect(await Promise.all(started.map((id) => waitingOf(host, id)))).toEqual([undefined, undefined, undefined]);
  expect(await host.api.groups.list()).toEqual([
    { name: "db", options: {}, servers: ["data-1"], concurrency: 1, runningCount: 1 },
  ]);

  const executor = createScriptedExecutor();
  const again = await host.restart(executor);
  await executor.nth(2);
  expect(executor.runs).toHaveLength(3);
  expect(await Promise.all(waiting.map((id) => waitingOf(again, id)))).toEqual(words);
  // A limit that is raised lets the next one start at once.
  const { version, fields } = await again.api.events.get({ id: one.id });
  await again.api.events.update({ id: one.id, version, event: { ...fields, concurrency: 2 } });
  await executor.nth(3);
  for (const run of executor.runs) run.end({ kind: "exited", exitCode: 0 });
  await executor.nth(5);
  expect(await Promise.all(waiting.map((id) => waitingOf(again, id)))).toEqual([undefined, undefined]);
});

test("a job on more servers of a group than may run at once works them off so many at a time", async () => {
  const host = await open();
  for (const name of ["web-1", "web-2", "web-3"]) await addServer(host, name, null, ["web"]);
  await host.api.groups.set({ name: "web", concurrency: 2 });
  const { id } = await host.api.events.create(sampleEvent({ run: { on: "servers", serverIds: [], groups: ["web"] } }));
  const { jobId } = await host.api.events.run({ id });
  const first = await host.executor.nth(0);
  await host.executor.nth(1);
  expect(host.executor.runs).toHaveLength(2);
  first.end({ kind: "exited", exitCode: 0 });
  await host.executor.nth(2);
  for (const run of host.executor.runs) run.end({ kind: "exited", exitCode: 0 });
  await host.clock.advance(0);
  expect((await host.api.jobs.get({ id: jobId })).status).toBe("completed");
});

test("only the failures that an event chooses are tried again", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(1)) });
  const retries = { max: 1, delayMs: 1_000, factor: 1 };
  const other = sampleEvent({ name: "other", retries: { ...retries, on: ["connect_failed"] } });
  const jobs: string[] = [];
  for (const event of [sampleEvent({ retries: { ...retries, on: ["nonzero_exit"] } }), other]) {
    const { id } = await host.api.events.create(event);
    jobs.push((await host.api.events.run({ id })).jobId);
  }
  await host.clock.advance(0);
  await host.clock.advance(2_000);
  const ended = await Promise.all(jobs.map((id) => host.api.jobs.get({ id })));
  expect(ended.map(({ status, attempt }) => [status, attempt])).toEqual([
    ["failed", 2],
    ["failed", 1],
  ]);
});

test("a further attempt waits only for the servers on which it has something to do, also when they are renamed", async () => {
  const host = await open();
  const web = await addServer(host, "web-1", 1);
  const data = await addServer(host, "data-1", null);
  const retries = { max: 1, delayMs: 1_000, factor: 1 };
  const wide = await host.api.events.create(
    sampleEvent({ name: "wide", run: { on: "servers", serverIds: [web.id, data.id] }, retries }),
  );
  const narrow = await host.api.events.create(
    sampleEvent({ name: "narrow", run: { on: "servers", serverIds: [web.id] } }),
  );
  const { jobId } = await host.api.events.run({ id: wide.id });
  const first = [await host.executor.nth(0), await host.executor.nth(1)];
  for (const { request, end } of first) {
    const isWeb = request.target.on === "servers" && request.target.server.id === web.id;
    end(
      isWeb
        ? { kind: "exited", exitCode: 0 }
        : { kind: "failed", failure: { reason: "connect_failed", message: "down" } },
    );
  }
  await host.clock.advance(0);
  const { jobId: other } = await host.api.events.run({ id: narrow.id });
  expect((await host.executor.nth(2)).request.jobId).toBe(other);
  await host.api.servers.update({
    id: web.id,
    server: {
      name: "www-1",
      address: "127.0.0.1",
      port: 22,
      username: "me",
      authentication: { kind: "agent" },
      groups: [],
      concurrency: 1,
    },
  });
  await host.clock.advance(2_000);
  const again = await host.executor.nth(3);
  expect(again.request).toMatchObject({ jobId, target: { server: { id: data.id } } });
  again.end({ kind: "exited", exitCode: 0 });
  await host.clock.advance(0);
  expect(host.executor.runs).toHaveLength(4);
  expect(await host.api.jobs.get({ id: jobId })).toMatchObject({ status: "completed", attempt: 2 });
});
