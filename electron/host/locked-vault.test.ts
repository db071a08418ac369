import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Logger } from "../base/logger.ts";
import type { Notice } from "../notices/notification.ts";
import { reconcileEveryMs } from "../queue/reconcile.ts";
import { VaultClosedError } from "../secrets/vault.ts";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor } from "../testing/scripted-executor.ts";

let testHost: TestHost;
beforeEach(async () => {
  testHost = await openTestHost();
});
afterEach(() => testHost.close());

const passphrase = "for this test alone";

function loggerInto(messages: unknown[]): Logger {
  const say = (_facts: unknown, message?: unknown): void => void messages.push(message);
  const logger: Logger = { debug: say, info: say, warn: say, error: say, child: () => logger };
  return logger;
}

async function outcomeOf(id: number): Promise<string> {
  const { jobId } = await testHost.api.events.run({ id });
  await expect
    .poll(async () => (await testHost.api.jobs.get({ id: jobId })).finishedAt, { timeout: 10_000 })
    .toBeDefined();
  const { status, executions } = await testHost.api.jobs.get({ id: jobId });
  const failure = executions[0]?.failure;
  return failure === undefined ? status : `${status}, ${failure.reason}: ${failure.message}`;
}

test("while the vault is locked what needs a secret waits, all else runs, and unlocking is enough", async () => {
  const { api } = testHost;
  const withSecret = await api.events.create(sampleEvent({ environment: [{ key: "TOKEN", secret: "token-value" }] }));
  const without = await api.events.create(sampleEvent({ name: "without" }));
  await api.variables.create({ key: "shared", value: "shared-value", secret: true });
  await api.vault.changePassphrase({ next: passphrase });
  await testHost.host.stop();
  const shown: Notice[] = [];
  testHost = await openTestHost({
    dataDirectory: testHost.dataDirectory,
    clock: testHost.clock,
    executor: createScriptedExecutor(() => ({ kind: "exited", exitCode: 0 })),
    notify: (notice) => Promise.resolve(void shown.push(notice)),
  });
  expect(await testHost.api.vault.status()).toMatchObject({ state: "locked", backend: "file" });

  expect(await outcomeOf(without.id)).toBe("completed");
  const waiting = await testHost.api.events.run({ id: withSecret.id });
  const gone = await testHost.api.events.run({ id: withSecret.id });
  await testHost.api.jobs.cancel({ id: gone.jobId });
  await testHost.clock.advance(60_000);
  expect(await testHost.api.jobs.get({ id: waiting.jobId })).toMatchObject({
    status: "queued",
    attempt: 0,
    waitingFor: { kind: "vault", words: ["the vault to be unlocked"] },
  });
  expect((await testHost.api.jobs.get({ id: gone.jobId })).status).toBe("cancelled");
  expect(shown.map(({ title }) => title)).toEqual(["Jobs wait for the vault to be opened"]);
  expect((await testHost.api.system.status()).vault).toMatchObject({ state: "locked", waiting: 1 });
  const health = (await testHost.api.system.doctor()).find(({ name }) => name === "secrets");
  expect(health).toMatchObject({
    verdict: "problem",
    message: expect.stringContaining("1 job waits for it") as string,
  });
  await expect(testHost.api.variables.create({ key: "another", value: "x", secret: true })).rejects.toThrow(/locked/);
  await testHost.api.events.remove({ id: without.id });

  await expect(testHost.api.vault.unlock({ passphrase: "another one" })).rejects.toThrow(/not the passphrase/);
  await testHost.api.vault.unlock({ passphrase });
  await expect
    .poll(async () => (await testHost.api.jobs.get({ id: waiting.jobId })).status, { timeout: 10_000 })
    .toBe("completed");
  expect(testHost.executor.runs.at(-1)?.request.environment).toMatchObject({ TOKEN: "token-value" });
  const { attempt, executions } = await testHost.api.jobs.get({ id: waiting.jobId });
  expect({ attempt, executions: executions.length }).toEqual({ attempt: 1, executions: 1 });
});

describe.each([
  { what: "locked", spoil: () => undefined, repair: () => undefined },
  {
    what: "damaged",
    spoil: (path: string) => {
      const text = readFileSync(path, "utf8");
      writeFileSync(path, "{");
      return text;
    },
    repair: (path: string, text: string | undefined) => {
      writeFileSync(path, text ?? "");
    },
  },
])("a run on a server that was under way when the program left", ({ what, spoil, repair }) => {
  test(`goes on unjudged while the vault is ${what}, and ends once, as it ends, after that`, async () => {
    const { api, dataDirectory, executor } = testHost;
    const path = join(dataDirectory, "secrets.json");
    await api.settings.set({ concurrency: 1 });
    const server = await api.servers.create({
      name: "web-1",
      address: "192.0.2.1",
      username: "deploy",
      authentication: { kind: "password", password: "the password of web-1" },
    });
    const onServer = { run: { on: "servers" as const, serverIds: [server.id] } };
    const event = await api.events.create(
      sampleEvent({ ...onServer, onUnknown: "retry", retries: { max: 3, delayMs: 1_000 } }),
    );
    const without = await api.events.create(sampleEvent({ name: "without" }));
    const { jobId } = await api.events.run({ id: event.id });
    await executor.nth(0);
    await api.vault.changePassphrase({ next: passphrase });
    await testHost.host.stop();
    const text = spoil(path);

    const messages: unknown[] = [];
    const next = createScriptedExecutor((run) =>
      run.request.jobId === jobId ? undefined : { kind: "exited", exitCode: 0 },
    );
    testHost = await openTestHost({
      dataDirectory,
      clock: testHost.clock,
      executor: next,
      logger: loggerInto(messages),
    });
    expect(await testHost.api.vault.status()).toMatchObject({ state: what });
    await testHost.clock.advance(5 * 60_000);
    const present = await testHost.api.jobs.get({ id: jobId });
    expect(present).toMatchObject({ status: "running", executions: [{ status: "running", failure: undefined }] });
    expect(present.waitingFor?.kind).toBe("vault");
    expect((await testHost.api.system.status()).vault.waiting).toBe(1);
    expect(present.waitingFor?.words.join("")).toMatch(what === "locked" ? "the vault to be unlocked" : "damaged");
    expect(next.runs).toHaveLength(0);
    expect(next.discarded).toEqual([]);
    expect(messages.filter((message) => message === "taking up a job that was left")).toHaveLength(1);
    // It takes up nobody's place.
    expect(await outcomeOf(without.id)).toBe("completed");

    if (text !== undefined) {
      await testHost.host.stop();
      repair(path, text);
      testHost = await openTestHost({ dataDirectory, clock: testHost.clock, executor: next });
    }
    await testHost.api.vault.unlock({ passphrase });
    const resumed = await next.nth(1);
    expect(resumed).toMatchObject({ resumed: true, request: { jobId } });
    expect((await testHost.api.jobs.get({ id: jobId })).waitingFor).toBeUndefined();
    resumed.end({ kind: "exited", exitCode: 0 });
    await expect.poll(() => testHost.executor.discarded).toHaveLength(2);
    const { status, executions } = await testHost.api.jobs.get({ id: jobId });
    expect({ status, exitCodes: executions.map(({ exitCode }) => exitCode) }).toEqual({
      status: "completed",
      exitCodes: [0],
    });
  });
});

test("what a job has left behind on a server is neither closed nor removed before the vault is unlocked", async () => {
  const { api, clock } = testHost;
  const authentication = { kind: "password" as const, password: "the password of web-1" };
  const server = await api.servers.create({ name: "web-1", address: "192.0.2.1", username: "deploy", authentication });
  const { id } = await api.events.create(sampleEvent({ run: { on: "servers", serverIds: [server.id] } }));
  const { jobId } = await api.events.run({ id });
  await testHost.executor.nth(0);
  await api.vault.changePassphrase({ next: passphrase });
  const ended = { status: "needs_attention", finished_at: clock.now(), lease_owner: null, lease_until: null };
  await testHost.host
    .createContext()
    .store.write.updateTable("jobs")
    .set(ended as never)
    .execute();
  testHost = await testHost.restart();
  await clock.advance(2 * reconcileEveryMs);
  expect(testHost.executor).toMatchObject({ runs: [], discarded: [] });
  expect((await testHost.api.jobs.get({ id: jobId })).executions).toMatchObject([{ status: "running" }]);

  await testHost.api.vault.unlock({ passphrase });
  await clock.advance(2 * reconcileEveryMs);
  expect(testHost.executor.runs[0]).toMatchObject({ resumed: true, context: { stop: { aborted: true } } });
  expect((await testHost.api.jobs.get({ id: jobId })).executions).toMatchObject([{ status: "unknown" }]);
});

test("jobs on servers whose key is in the vault wait for it, also where it is that of one on the way; others run", async () => {
  const { api } = testHost;
  const create = (name: string, more: object) =>
    api.servers.create({ name, address: "192.0.2.1", username: "deploy", authentication: { kind: "agent" }, ...more });
  const patience = { waitWhileDownMs: 60_000 };
  const behind = await create("behind", {
    authentication: { kind: "password", password: "the password of behind" },
    options: patience,
  });
  const beyond = await create("beyond", { options: { ...patience, jump: "behind" } });
  const free = await create("free", {});
  const runOn = async (...servers: readonly { readonly id: number }[]): Promise<string> => {
    const name = `on ${servers.map(({ id }) => id).join(" and ")}`;
    const event = await testHost.api.events.create(
      sampleEvent({ name, run: { on: "servers", serverIds: servers.map(({ id }) => id) } }),
    );
    return (await testHost.api.events.run({ id: event.id })).jobId;
  };
  await api.vault.changePassphrase({ next: passphrase });
  testHost = await testHost.restart(createScriptedExecutor(() => ({ kind: "exited", exitCode: 0 })));
  const waiting = [await runOn(behind), await runOn(beyond), await runOn(behind, free)];
  const running = await runOn(free);
  // Longer than they would wait for servers that are down.
  await testHost.clock.advance(2 * 60_000);
  expect((await testHost.api.jobs.get({ id: running })).status).toBe("completed");
  const summaries = new Map((await testHost.api.jobs.list()).jobs.map((job) => [job.id, job]));
  expect(waiting.map((id) => [summaries.get(id)?.status, summaries.get(id)?.waitingFor?.kind])).toEqual([
    ["queued", "vault"],
    ["queued", "vault"],
    ["running", "vault"],
  ]);
  await testHost.api.vault.unlock({ passphrase });
  for (const id of waiting) {
    await expect.poll(async () => (await testHost.api.jobs.get({ id })).status, { timeout: 10_000 }).toBe("completed");
    expect((await testHost.api.jobs.get({ id })).attempt).toBe(1);
  }
});

test("a vault that closes just when a job begins uses up no attempt, and what waits can be cancelled", async () => {
  const { api, clock, executor } = testHost;
  const environment = [{ key: "TOKEN", secret: "token-value" }];
  const event = await api.events.create(sampleEvent({ environment, retries: { max: 0 } }));
  const { vault, changes } = testHost.host.createContext();
  let state: "open" | "none" = "open";
  const { get } = vault;
  Object.assign(vault, {
    get: (reference: string) => {
      if (state === "open") return get(reference);
      return Promise.reject(new VaultClosedError("The keychain does not answer", "Unlock it."));
    },
  });
  let looks = 0;
  // Open when the job is claimed, closed when it is prepared.
  Object.defineProperty(vault, "state", { get: () => (looks++ === 0 ? "open" : state) });
  state = "none";
  const { jobId } = await api.events.run({ id: event.id });
  await clock.advance(60_000);
  const waiting = await api.jobs.get({ id: jobId });
  expect(waiting).toMatchObject({ attempt: 1, executions: [], waitingFor: { kind: "vault" } });
  const other = await api.events.run({ id: event.id });
  await clock.advance(0);
  expect((await api.jobs.get({ id: other.jobId })).status).toBe("queued");
  state = "open";
  changes.announce({ noun: "system" });
  // Both go on at once, and either may be ready to start first.
  for (const nth of [0, 1]) (await executor.nth(nth)).end({ kind: "exited", exitCode: 0 });
  await expect.poll(async () => (await api.jobs.get({ id: jobId })).status).toBe("completed");
  expect(await api.jobs.get({ id: jobId })).toMatchObject({ attempt: 1, executions: [{ status: "completed" }] });
});

test("a start finds what was tampered with, tells whose it is, and writes it down; the rest goes on", async () => {
  const { api, dataDirectory } = testHost;
  const path = join(dataDirectory, "secrets.json");
  await api.variables.create({ key: "first", value: "first-value", secret: true });
  const [first = ""] = Object.keys((JSON.parse(readFileSync(path, "utf8")) as { entries: object }).entries);
  await api.variables.create({ key: "second", value: "second-value", secret: true });
  await testHost.host.stop();
  const file = JSON.parse(readFileSync(path, "utf8")) as { entries: Record<string, string> };
  const bytes = Buffer.from(file.entries[first] ?? "", "base64");
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  file.entries[first] = bytes.toString("base64");
  writeFileSync(path, JSON.stringify(file));

  testHost = await openTestHost({ dataDirectory });
  expect(await testHost.api.vault.status()).toMatchObject({ state: "open", damaged: ["variable first"] });
  const line = (await testHost.api.system.doctor()).find(({ name }) => name === "secrets");
  expect(line).toMatchObject({ verdict: "problem", message: expect.stringContaining("variable first") as string });
  const { store } = testHost.host.createContext();
  const rows = await store.read.selectFrom("audit").select(["action", "detail"]).execute();
  const found = rows.find(({ action }) => action === "vault.tampered");
  expect(found?.detail).toContain("variable first");
});
