import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventVersions } from "../../migrations/0003-event-versions.ts";
import type { EventInput } from "../../shared/event.ts";
import { openConnection } from "../store/connection.ts";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { readVersionDefinition } from "./version-definition.ts";

const open = useTestHosts();
const secret = "correct horse battery staple";
const hourly = { kind: "interval", everyMs: 3_600_000 } as const;

async function history(host: TestHost, id: number): Promise<string[]> {
  const { versions } = await host.api.events.versions({ id });
  return versions
    .toReversed()
    .map(({ cause, changes }) =>
      [cause, ...changes.map(({ path, from, to }) => `${path}: ${from} → ${to}`)].join("; "),
    );
}

async function save(host: TestHost, id: number, changes: Partial<EventInput>): Promise<void> {
  const { version, fields } = await host.api.events.get({ id });
  await host.api.events.update({ id, version, event: { ...fields, ...changes } });
}

const addServer = (host: TestHost, name: string): Promise<{ id: number }> =>
  host.api.servers.create({ name, address: "127.0.0.1", port: 22, username: "me", authentication: { kind: "agent" } });

test("every way to change an event leaves a version that says what it was and what came of it", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(1)) });
  const { id } = await host.api.events.create(sampleEvent({ schedule: { ...hourly, pauseAfterFailures: 1 } }));
  await host.clock.advance(1_000);
  await save(host, id, { timeoutMs: 60_000, tags: ["web"] });
  await host.api.events.setStatus({ id, status: "DRAFT" });
  await host.api.events.bulk({ ids: [id], action: { kind: "tags", add: ["disk"], remove: ["web"] } });
  await host.api.definitions.applyDefinition({
    definition: {
      events: [{ event: sampleEvent({ status: "ACTIVE", schedule: { ...hourly, pauseAfterFailures: 1 } }) }],
    },
  });
  await host.api.events.rollback({ id, version: 2, expectedVersion: 5 });
  await host.clock.advance(3_600_000);
  expect(await history(host, id)).toEqual([
    "created",
    "saved; tags: (none) → web; timeout: 30m → 1m",
    "status; status: ACTIVE → DRAFT",
    "tags; tags: web → disk",
    "applied; status: DRAFT → ACTIVE; tags: disk → (none); timeout: 1m → 30m",
    "rolled_back; tags: (none) → web; timeout: 30m → 1m",
    "paused; status: ACTIVE → PAUSED",
  ]);
  const { versions, next } = await host.api.events.versions({ id, limit: 2 });
  expect(versions).toMatchObject([
    { version: 7, by: "program", note: "a job failed" },
    { version: 6, by: "user", restored: 2 },
  ]);
  expect(versions[1]?.savedAt).toBe(testStart + 1_000);
  expect((await host.api.events.versions({ id, before: next! })).versions.map(({ version }) => version)).toEqual([
    5, 4, 3, 2, 1,
  ]);
  // Each says what the event then was, the last what it is.
  const now = await host.api.events.get({ id });
  expect(now.version).toBe(7);
  expect((await host.api.events.version({ id, version: 7 })).fields).toEqual(now.fields);
  expect((await host.api.events.version({ id, version: 4 })).fields).toMatchObject({ status: "DRAFT", tags: ["disk"] });
  await host.api.events.resetCounters({ id });
  expect((await host.api.events.get({ id })).version).toBe(7);
});

test("what fails or changes nothing leaves no version", async () => {
  const host = await open({ mode: "inspect" });
  const { id } = await host.api.events.create(sampleEvent());
  await host.api.events.create(sampleEvent({ name: "other" }));
  await expect(host.api.events.update({ id, version: 9, event: sampleEvent() })).rejects.toThrow(/somebody else/);
  await expect(save(host, id, { name: "Other" })).rejects.toThrow(/already/);
  await host.api.events.setStatus({ id, status: "ACTIVE" });
  await host.api.events.bulk({ ids: [id], action: { kind: "tags", add: [], remove: ["none"] } });
  expect(await history(host, id)).toEqual(["created"]);
});

test("two versions are compared field by field, and their scripts line by line", async () => {
  const host = await open({ mode: "inspect" });
  const web = await addServer(host, "web-1");
  const { id } = await host.api.events.create(sampleEvent({ script: "one\ntwo\nthree\n", schedule: hourly }));
  await save(host, id, {
    script: "one\n2\nthree\nfour\n",
    schedule: null,
    run: { on: "servers", serverIds: [web.id], groups: [] },
  });
  const { fields, script } = await host.api.events.compare({ id, from: 1, to: 2, around: 0 });
  expect(fields).toContainEqual({ path: "run.on", from: "this-computer", to: "servers" });
  expect(fields).toContainEqual({ path: "run.servers", from: "(none)", to: "web-1" });
  expect(fields).toContainEqual({ path: "schedule.every", from: "1h", to: "(none)" });
  // What a schedule leaves as it is by default is not told where there was none.
  expect(fields.map(({ path }) => path).sort()).toEqual([
    "run.groups",
    "run.on",
    "run.servers",
    "schedule.anchor",
    "schedule.every",
  ]);
  expect(script).toEqual({
    added: 2,
    removed: 1,
    cut: 0,
    lines: [
      { kind: "skipped", count: 1 },
      { kind: "removed", from: 2, text: "two" },
      { kind: "added", to: 2, text: "2" },
      { kind: "skipped", count: 1 },
      { kind: "added", to: 4, text: "four" },
    ],
  });
  expect((await host.api.events.compare({ id, from: 2, to: 2 })).script).toBeUndefined();
  await expect(host.api.events.compare({ id, from: 1, to: 3 })).rejects.toMatchObject({ cause: { code: "not_found" } });
});

test("a rollback gives back what the event did, keeps its status, and is refused over somebody else's change", async () => {
  const host = await open({ mode: "inspect" });
  const { id } = await host.api.events.create(sampleEvent({ script: "first", schedule: hourly, status: "DRAFT" }));
  const first = (await host.api.events.get({ id })).fields;
  await host.clock.advance(60_000);
  await save(host, id, { name: "renamed", script: "second", schedule: null, status: "ACTIVE" });
  await expect(host.api.events.rollback({ id, version: 1, expectedVersion: 1 })).rejects.toMatchObject({
    cause: { code: "conflict" },
  });
  await expect(host.api.events.rollback({ id, version: 2, expectedVersion: 2 })).rejects.toThrow(
    /at version 2 already/,
  );
  expect(await host.api.events.rollback({ id, version: 1, expectedVersion: 2 })).toEqual({ id, version: 3 });
  // The rhythm of its interval as well.
  expect((await host.api.events.get({ id })).fields).toEqual({ ...first, status: "ACTIVE" });
  await host.api.events.create(sampleEvent({ name: "renamed" }));
  await expect(host.api.events.rollback({ id, version: 2, expectedVersion: 3 })).rejects.toMatchObject({
    cause: { code: "conflict", field: "name" },
  });
});

test("versions hold secrets by reference: a new value shows as a change, and none is ever told", async () => {
  const host = await open();
  const { id } = await host.api.events.create(sampleEvent({ environment: [{ key: "TOKEN", secret }] }));
  await save(host, id, { environment: [{ key: "TOKEN", secret: `${secret} 2` }] });
  await save(host, id, { environment: [{ key: "TOKEN", keepSecret: true }] });
  await save(host, id, { environment: [] });
  expect(await history(host, id)).toEqual([
    "created",
    "saved; env.TOKEN: (secret) → (secret)",
    "saved",
    "saved; env.TOKEN: (secret) → (none)",
  ]);
  const told = [
    await host.api.events.version({ id, version: 1 }),
    await host.api.events.compare({ id, from: 1, to: 2 }),
  ];
  expect(JSON.stringify(told)).not.toMatch(/horse|secret_/);
  for (const name of ["cronium.sqlite", "cronium.sqlite-wal"]) {
    expect(await readFile(join(host.dataDirectory, name), "latin1")).not.toContain(secret);
  }
  // Taken out by version 4, it comes back with the newest value it had.
  await host.api.events.rollback({ id, version: 1, expectedVersion: 4 });
  await host.api.events.run({ id });
  await host.clock.advance(0);
  expect((await host.executor.nth(0)).request.environment["TOKEN"]).toBe(`${secret} 2`);
});

test("a secret that is gone is named; the one that took its place is kept", async () => {
  const host = await open({ mode: "inspect" });
  const { vault, store } = host.host.createContext();
  const { id } = await host.api.events.create(sampleEvent({ environment: [{ key: "TOKEN", secret }] }));
  await save(host, id, { environment: [] });
  const row = await store.read.selectFrom("event_versions").select("definition").executeTakeFirstOrThrow();
  const [reference = ""] = /secret_[\w-]+/.exec(row.definition) ?? [];
  await vault.delete(reference);
  await expect(host.api.events.rollback({ id, version: 1, expectedVersion: 2 })).rejects.toMatchObject({
    message: "The vault no longer has the secret TOKEN of version 1",
    cause: { code: "conflict", remedy: expect.stringContaining("Give the event the secret TOKEN again") },
  });
  expect((await host.api.events.get({ id })).version).toBe(2);
  await save(host, id, { environment: [{ key: "TOKEN", secret: "another" }] });
  await host.api.events.rollback({ id, version: 1, expectedVersion: 3 });
  const environment = await store.read.selectFrom("environment_variables").selectAll().execute();
  expect(environment).toHaveLength(1);
  expect(await vault.get(environment[0]?.secret_reference ?? "")).toBe("another");
});

test("deleting an event deletes its versions and every secret any of them used", async () => {
  const host = await open({ mode: "inspect" });
  const { vault, store } = host.host.createContext();
  const { id } = await host.api.events.create(sampleEvent({ environment: [{ key: "OLD", secret }] }));
  await save(host, id, { environment: [{ key: "NEW", secret: "another" }] });
  const rows = await store.read.selectFrom("event_versions").select("definition").execute();
  const references = rows.flatMap(({ definition }) => definition.match(/secret_[\w-]+/g) ?? []);
  expect(await Promise.all(references.map((reference) => vault.get(reference)))).toEqual([secret, "another"]);
  await host.api.events.remove({ id });
  expect(await Promise.all(references.map((reference) => vault.get(reference)))).toEqual([undefined, undefined]);
  expect(await store.read.selectFrom("event_versions").selectAll().execute()).toEqual([]);
});

test("a change while a run is in flight touches neither it nor its further attempts", async () => {
  const host = await open();
  const { id } = await host.api.events.create(
    sampleEvent({ script: "first", retries: { max: 1, delayMs: 1_000 }, environment: [{ key: "MODE", value: "old" }] }),
  );
  const { jobId } = await host.api.events.run({ id });
  const run = await host.executor.nth(0);
  await save(host, id, { script: "second", timeoutMs: 1_000, environment: [], run: { on: "container" } });
  await host.api.events.setStatus({ id, status: "PAUSED" });
  await host.clock.advance(2_000);
  expect((await host.api.jobs.get({ id: jobId })).status).toBe("running");
  run.end({ kind: "exited", exitCode: 1 });
  await host.clock.advance(2_000);
  const again = await host.executor.nth(1);
  expect(again.request).toMatchObject({ script: "first", environment: { MODE: "old" } });
  again.end({ kind: "exited", exitCode: 0 });
  await host.clock.advance(0);
  expect(await host.api.jobs.get({ id: jobId })).toMatchObject({
    status: "completed",
    eventVersion: 1,
    script: "first",
    timeoutMs: 1_800_000,
  });
  const next = await host.api.events.run({ id });
  expect(await host.api.jobs.get({ id: next.jobId })).toMatchObject({ eventVersion: 3, script: "second" });
});

test("events of an older database begin their history with what they are", async () => {
  const host = await open({ mode: "inspect" });
  const web = await addServer(host, "web-1");
  const shared = { maxRuns: 3, resetRunsOnActivation: true, startMs: testStart };
  const samples: Partial<EventInput>[] = [
    {
      run: { on: "container", image: "alpine" },
      tags: ["a", "b"],
      schedule: { kind: "cron", cron: "0 2 * * *", ...shared },
    },
    {
      run: { on: "container", network: "outside" },
      schedule: { ...hourly, pauseAfterFailures: 2 },
      priority: "CRITICAL",
    },
    { run: { on: "servers", serverIds: [web.id], groups: ["x"] }, schedule: { kind: "once", atMs: testStart + 1 } },
    {
      environment: [
        { key: "A", value: 'q"\n' },
        { key: "B", secret },
      ],
      script: "é\u0001\n",
      retries: { factor: 1.5 },
    },
  ];
  for (const [index, changes] of samples.entries()) {
    const { id } = await host.api.events.create(sampleEvent({ name: `event ${String(index)}`, ...changes }));
    await save(host, id, { description: "saved again" });
  }
  await host.host.stop();
  const connection = openConnection(join(host.dataDirectory, "cronium.sqlite"));
  const read = (): unknown[] =>
    connection
      .prepare<[], { definition: string }>("SELECT definition FROM event_versions WHERE version = 2 ORDER BY event_id")
      .all()
      .map(({ definition }) => readVersionDefinition(definition.replace('"givenIn":1', '"givenIn":2')));
  const recorded = read();
  for (const statement of [...eventVersions.down, ...eventVersions.up]) connection.exec(statement);
  expect(recorded).toHaveLength(samples.length);
  expect(read()).toEqual(recorded);
  const { found } = connection
    .prepare<[], { found: number }>("SELECT count(*) AS found FROM event_versions WHERE cause = 'found'")
    .get() ?? { found: 0 };
  expect(found).toBe(samples.length);
  connection.close();
});
