import { sql } from "kysely";
import { afterEach, expect, it } from "vitest";
import type { DefinitionInput } from "../../shared/definition.ts";
import { openTestHost, type TestHost } from "../testing/open-test-host.ts";

const hosts: TestHost[] = [];

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

async function open(): Promise<TestHost> {
  const host = await openTestHost({ mode: "inspect" });
  hosts.push(host);
  return host;
}

const apply = (host: TestHost, definition: DefinitionInput, choice: { dryRun?: boolean; prune?: boolean } = {}) =>
  host.api.definitions.applyDefinition({ definition, ...choice });

function sample(changes: Partial<DefinitionInput> = {}): DefinitionInput {
  return {
    servers: [
      {
        name: "web-1",
        address: "127.0.0.1",
        port: 2201,
        username: "deploy",
        authentication: { kind: "password", password: "hunter2" },
        groups: ["web"],
      },
    ],
    variables: { REGION: "eu", LIMITS: { max: 3 } },
    events: [
      {
        event: {
          name: "nightly",
          type: "BASH",
          status: "ACTIVE",
          run: { on: "servers", serverIds: [], groups: [] },
          schedule: { kind: "cron", cron: "30 2 * * *", timezone: "Europe/Berlin" },
          environment: [
            { key: "MODE", value: "full" },
            { key: "TOKEN", secret: "s3cret-token" },
          ],
          script: "echo one\necho two\n",
        },
        serverNames: ["web-1"],
      },
    ],
    ...changes,
  };
}

const summary = (result: Awaited<ReturnType<typeof apply>>) =>
  result.changes.map(({ kind, noun, name, fields }) => [kind, noun, name, ...fields.map(({ path }) => path)].join(" "));

it("creates everything, tests the servers, and then has nothing to change", async () => {
  const host = await open();
  const first = await apply(host, sample());
  expect(summary(first)).toEqual([
    "create server web-1",
    "create variable REGION",
    "create variable LIMITS",
    "create event nightly",
  ]);
  expect(first.applied).toBe(true);
  expect(first.tested).toMatchObject([{ name: "web-1", test: { ok: false, message: "no servers in this test" } }]);
  const [event] = await host.api.events.list();
  expect(event).toMatchObject({ name: "nightly", runsOn: "web-1", status: "ACTIVE" });
  expect(event?.nextDueAt).toBeDefined();

  const second = await apply(host, sample());
  expect(second.changes.map(({ kind }) => kind)).toEqual(["unchanged", "unchanged", "unchanged", "unchanged"]);
  expect(second).toMatchObject({ applied: false, tested: [] });
  expect((await host.api.events.get({ id: event!.id })).version).toBe(1);
});

it("shows what differs by path, and never a secret", async () => {
  const host = await open();
  await apply(host, sample());
  const [server] = sample().servers!;
  const [defined] = sample().events!;
  const changed = sample({
    servers: [{ ...server!, port: 2202, authentication: { kind: "password", password: "another-one" } }],
    variables: { REGION: "us", LIMITS: { max: 3 } },
    events: [
      {
        ...defined!,
        event: {
          ...defined!.event,
          schedule: { kind: "cron", cron: "0 3 * * *", timezone: "Europe/Berlin" },
          timeoutMs: 60_000,
          environment: [
            { key: "MODE", value: "full" },
            { key: "TOKEN", secret: "new-secret-token" },
          ],
          script: "echo one\necho 2\n",
        },
      },
    ],
  });
  const plan = await apply(host, changed, { dryRun: true });
  expect(summary(plan)).toEqual([
    "update server web-1 port auth",
    "update variable REGION value",
    "unchanged variable LIMITS",
    "update event nightly schedule.cron timeout script env.TOKEN",
  ]);
  expect(plan.changes[3]?.fields).toContainEqual({ path: "timeout", from: "30m", to: "1m" });
  expect(plan.changes[3]?.fields).toContainEqual({ path: "env.TOKEN", from: "(secret)", to: "(secret)" });
  expect(plan.changes[3]?.fields).toContainEqual({
    path: "script",
    from: "line 2: echo two",
    to: "line 2: echo 2",
  });
  expect(JSON.stringify(plan)).not.toMatch(/hunter2|another-one|s3cret|new-secret/);
  expect(plan.applied).toBe(false);

  const answer = await apply(host, changed);
  expect(answer.changes).toEqual(plan.changes);
  expect((await apply(host, changed)).applied).toBe(false);
  expect((await apply(host, sample(), { dryRun: true })).changes[3]?.fields.map(({ path }) => path)).toContain(
    "env.TOKEN",
  );
});

it("changes nothing at all when any part is wrong", async () => {
  const host = await open();
  await apply(host, sample());
  const before = await host.api.definitions.exportDefinition();
  const [defined] = sample().events!;
  const wrong = sample({
    variables: { REGION: "changed" },
    events: [
      { ...defined!, event: { ...defined!.event, script: "echo changed" } },
      { ...defined!, event: { ...defined!.event, name: "other" }, serverNames: ["wbe-1"] },
    ],
  });
  await expect(apply(host, wrong)).rejects.toMatchObject({
    cause: {
      message: "Event “other”: There is no server “wbe-1”",
      remedy: "Did you mean web-1?",
      field: "events.1.run.servers",
    },
  });
  expect(await host.api.definitions.exportDefinition()).toEqual(before);
});

it("says of an archived server that it is, and how it comes back, instead of naming another", async () => {
  const host = await open();
  await apply(host, sample());
  const [server] = await host.api.servers.list();
  await host.api.servers.archive({ id: server!.id });
  const [other] = sample().servers!;
  await expect(apply(host, sample({ servers: [{ ...other!, name: "web-2" }] }))).rejects.toMatchObject({
    cause: {
      message: "Event “nightly”: The server “web-1” is archived",
      remedy: expect.stringContaining("cronium server restore web-1") as string,
    },
  });
});

it("takes back new secrets when the transaction fails", async () => {
  const host = await open();
  await apply(host, sample());
  const { vault, store } = host.host.createContext();
  const row = await store.read
    .selectFrom("environment_variables")
    .selectAll()
    .where("key", "=", "TOKEN")
    .executeTakeFirstOrThrow();
  // Refuses the very last write of the transaction.
  await sql`CREATE TRIGGER refuse BEFORE INSERT ON audit WHEN new.action = 'event.update' BEGIN SELECT RAISE(ABORT, 'refused'); END`.execute(
    store.write,
  );
  const [defined] = sample().events!;
  const changed = sample({
    events: [{ ...defined!, event: { ...defined!.event, environment: [{ key: "TOKEN", secret: "changed" }] } }],
  });
  await expect(apply(host, changed)).rejects.toThrow("refused");
  expect(await vault.get(row.secret_reference ?? "")).toBe("s3cret-token");
});

it("prunes what is not named, but nothing that is busy", async () => {
  const host = await openTestHost();
  hosts.push(host);
  await apply(host, sample());
  const [event] = await host.api.events.list();
  const nothing: DefinitionInput = { servers: [], variables: {}, events: [] };
  expect((await apply(host, nothing)).changes).toEqual([]);

  const { jobId } = await host.api.events.run({ id: event!.id });
  await host.executor.nth(0);
  await expect(apply(host, nothing, { prune: true })).rejects.toMatchObject({ cause: { code: "conflict" } });
  expect(await host.api.events.list()).toHaveLength(1);
  await host.api.jobs.cancel({ id: jobId });
  await host.clock.advance(1_000);

  const pruned = await apply(host, nothing, { prune: true });
  expect(summary(pruned)).toEqual([
    "remove server web-1",
    "remove variable LIMITS",
    "remove variable REGION",
    "remove event nightly",
  ]);
  expect(await host.api.events.list()).toEqual([]);
  expect(await host.api.servers.list()).toEqual([]);
  expect(await host.api.servers.list({ archived: true })).toHaveLength(1);

  const again = await apply(host, sample());
  expect(summary(again)[0]).toBe("update server web-1 auth archived");
});

it("leaves a status, a rhythm and a host key alone that the file does not speak of", async () => {
  const host = await open();
  const hostKey = `SHA256:${"a".repeat(43)}`;
  const [server] = sample().servers!;
  const event = {
    name: "pulse",
    type: "BASH" as const,
    run: { on: "this-computer" as const },
    schedule: { kind: "interval" as const, everyMs: 10_000 },
    script: "true",
  };
  const definition = { servers: [server!], events: [{ event, keepStatus: true }] };
  await apply(host, { ...definition, servers: [{ ...server!, hostKey }] });
  const [created] = await host.api.events.list();
  expect(created?.status).toBe("DRAFT");
  await host.api.events.setStatus({ id: created!.id, status: "ACTIVE" });
  expect((await apply(host, definition)).applied).toBe(false);
  expect((await host.api.events.list())[0]?.status).toBe("ACTIVE");
});

it("refuses names that are defined twice, in whatever case", async () => {
  const host = await open();
  const [defined] = sample().events!;
  const twice = { ...defined!, event: { ...defined!.event, name: "NIGHTLY" } };
  await expect(apply(host, sample({ events: [defined!, twice] }))).rejects.toMatchObject({
    cause: { message: "The event “NIGHTLY” is defined twice", field: "events.1.name" },
  });
});
