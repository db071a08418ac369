import { afterEach, expect, it } from "vitest";
import type { ActionInput } from "../../shared/action.ts";
import type { DefinitionInput } from "../../shared/definition.ts";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";

const hosts: TestHost[] = [];

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

async function open(): Promise<TestHost> {
  const host = await openTestHost({ mode: "inspect" });
  hosts.push(host);
  return host;
}

const create = (host: TestHost, name: string, actions: ActionInput[] = []) =>
  host.api.events.create(sampleEvent({ name, actions })).then(({ id }) => id);

async function update(host: TestHost, id: number, actions: ActionInput[]): Promise<void> {
  const { version, fields } = await host.api.events.get({ id });
  await host.api.events.update({ id, version, event: { ...fields, actions } });
}

const run = (eventId: number): ActionInput => ({ when: "ON_SUCCESS", do: "run_event", eventId });
const hook = "https://hooks.example.com/services/T0AB12CD34EF56GH78?token=hush&kind=x";

/** Every secret that the vault holds for actions, by place; null where there is none. */
async function secretsOf(host: TestHost, id: number): Promise<(string | undefined)[]> {
  const { store, vault } = host.host.createContext();
  const rows = await store.read.selectFrom("conditional_actions").selectAll().where("event_id", "=", id).execute();
  const secrets: (string | undefined)[] = [];
  for (const { secret_reference: reference } of rows) {
    secrets.push(reference === null ? undefined : await vault.get(reference));
  }
  return secrets;
}

it("keeps actions in their order, shows them without what is secret, and tells the target who runs it", async () => {
  const host = await open();
  const report = await create(host, "report");
  const actions: ActionInput[] = [
    { when: "ON_FAILURE", do: "notify" },
    run(report),
    { when: "ALWAYS", do: "call_url", url: hook, secret: "sign-me" },
  ];
  const backup = await create(host, "backup", actions);
  const view = await host.api.events.get({ id: backup });
  expect(view.actions).toEqual([
    { when: "ON_FAILURE", do: "notify", destination: "this desktop", eventId: undefined, signed: false },
    { when: "ON_SUCCESS", do: "run_event", destination: "report", eventId: report, signed: false },
    {
      when: "ALWAYS",
      do: "call_url",
      destination: "https://hooks.example.com/services/…?token=…&kind=…",
      eventId: undefined,
      signed: true,
    },
  ]);
  expect(view.fields.actions[2]).toEqual({ when: "ALWAYS", do: "call_url", url: hook, keepSecretOf: 2 });
  const { runAfter } = await host.api.events.get({ id: report });
  expect(runAfter).toEqual([{ eventId: backup, name: "backup", when: "ON_SUCCESS" }]);
});

it("keeps a secret when actions change places, and replaces it when another is given", async () => {
  const host = await open();
  const call = (secret: object): ActionInput => ({ when: "ALWAYS", do: "call_url", url: hook, ...secret });
  const id = await create(host, "backup", [{ when: "ALWAYS", do: "notify" }, call({ secret: "first" })]);
  await update(host, id, [call({ keepSecretOf: 1 }), { when: "ALWAYS", do: "notify" }]);
  expect(await secretsOf(host, id)).toEqual(["first", undefined]);
  await update(host, id, [call({ secret: "second" })]);
  expect(await secretsOf(host, id)).toEqual(["second"]);
  await expect(update(host, id, [call({ keepSecretOf: 3 })])).rejects.toMatchObject({
    cause: { code: "invalid_input", field: "actions.0.secret" },
  });
});

it("refuses a circle and names the way round", async () => {
  const host = await open();
  const third = await create(host, "third");
  const second = await create(host, "second", [run(third)]);
  const first = await create(host, "first", [run(second)]);
  await expect(update(host, third, [run(first)])).rejects.toMatchObject({
    cause: {
      code: "invalid_input",
      message: expect.stringContaining("“third” → “first” → “second” → “third”") as string,
    },
  });
  await expect(update(host, third, [run(third)])).rejects.toMatchObject({
    cause: { message: expect.stringContaining("“third” → “third”") as string },
  });
  expect((await host.api.events.get({ id: third })).version).toBe(1);
});

it("refuses a circle that rolling back would close", async () => {
  const host = await open();
  const first = await create(host, "first");
  const second = await create(host, "second", [run(first)]);
  await update(host, second, []);
  await update(host, first, [run(second)]);
  const rolledBack = host.api.events.rollback({ id: second, version: 1, expectedVersion: 2 });
  await expect(rolledBack).rejects.toMatchObject({ cause: { code: "invalid_input" } });
  expect((await host.api.events.get({ id: second })).actions).toEqual([]);
});

it("says who runs an event that is to be deleted, and deletes it once nobody does", async () => {
  const host = await open();
  const report = await create(host, "report");
  const backup = await create(host, "backup", [run(report)]);
  await expect(host.api.events.remove({ id: report })).rejects.toMatchObject({
    cause: { code: "conflict", message: "“report” is run after “backup”" },
  });
  const [refused] = await host.api.events.bulk({ ids: [report], action: { kind: "delete" } });
  expect(refused).toMatchObject({ ok: false, error: { code: "conflict" } });
  await host.api.events.remove({ id: backup });
  await host.api.events.remove({ id: report });
  expect(await host.api.events.list()).toEqual([]);
});

it("deletes events that run each other together, in whatever order they are named", async () => {
  const host = await open();
  const last = await create(host, "last");
  const middle = await create(host, "middle", [run(last)]);
  const first = await create(host, "first", [run(middle), run(last)]);
  const results = await host.api.events.bulk({ ids: [last, first, middle], action: { kind: "delete" } });
  expect(results.map(({ ok, id }) => [ok, id])).toEqual([
    [true, last],
    [true, first],
    [true, middle],
  ]);
});

it("refuses an event that is not there, an address that is none, and one with a password", async () => {
  const host = await open();
  await expect(create(host, "a", [run(77)])).rejects.toMatchObject({ cause: { field: "actions.0.eventId" } });
  for (const url of ["ftp://example.com", "https://", "https://name:word@example.com/", "http://exa mple.com"]) {
    await expect(create(host, "a", [{ when: "ALWAYS", do: "call_url", url }]), url).rejects.toThrow();
  }
});

it("versions tell how actions changed without telling secrets, and rolling back brings them and their secrets back", async () => {
  const host = await open();
  const report = await create(host, "report");
  const call = (secret: string): ActionInput => ({ when: "ALWAYS", do: "call_url", url: hook, secret });
  const id = await create(host, "backup", [call("old-secret"), run(report)]);
  await update(host, id, [call("new-secret")]);
  const { versions } = await host.api.events.versions({ id });
  const shown = "ALWAYS: call https://hooks.example.com/services/…?token=…&kind=… (signed)";
  expect(versions[0]?.changes).toEqual([
    { path: "actions.1", from: shown, to: shown },
    { path: "actions.2", from: "ON_SUCCESS: run report", to: "(none)" },
  ]);
  expect(JSON.stringify(versions)).not.toMatch(/hush|-secret/);
  await host.api.events.rollback({ id, version: 1, expectedVersion: 2 });
  expect((await host.api.events.get({ id })).actions.map(({ destination }) => destination)).toContain("report");
  expect(await secretsOf(host, id)).toEqual(["old-secret", undefined]);
});

it("deleting an event removes every secret its actions ever had", async () => {
  const host = await open();
  const id = await create(host, "backup", [{ when: "ALWAYS", do: "call_url", url: hook, secret: "one" }]);
  const { store, vault } = host.host.createContext();
  const [before] = await store.read.selectFrom("conditional_actions").selectAll().execute();
  await update(host, id, [{ when: "ALWAYS", do: "call_url", url: hook, secret: "two" }]);
  const [after] = await store.read.selectFrom("conditional_actions").selectAll().execute();
  await host.api.events.remove({ id });
  for (const row of [before, after]) expect(await vault.get(row?.secret_reference ?? "")).toBeUndefined();
});

type Defined = NonNullable<DefinitionInput["events"]>[number];
const defined = (name: string, actions: Defined["actions"] = []): Defined => ({
  event: { name, type: "BASH", run: { on: "this-computer" }, script: "true" },
  actions,
});
const runs = (event: string) => ({ when: "ON_SUCCESS", do: "run_event", event }) as const;
const apply = (host: TestHost, events: Defined[], prune = false, dryRun = false) =>
  host.api.definitions.applyDefinition({ definition: { events }, prune, dryRun });
const kinds = ({ changes }: Awaited<ReturnType<typeof apply>>) => changes.map(({ kind, name }) => `${kind} ${name}`);

it("a file defines events that run each other in whatever order it names them, and applying it again changes nothing", async () => {
  const host = await open();
  const call = { when: "ALWAYS", do: "call_url", url: hook, secret: "sign-me" } as const;
  const events = [defined("first", [runs("SECOND"), call]), defined("second", [runs("third")]), defined("third")];
  expect(kinds(await apply(host, events))).toEqual(["create first", "create second", "create third"]);
  expect(kinds(await apply(host, events))).toEqual(["unchanged first", "unchanged second", "unchanged third"]);
  const changed = await apply(host, [
    defined("first", [runs("SECOND"), { ...call, secret: "other" }]),
    ...events.slice(1),
  ]);
  expect(changed.changes[0]).toMatchObject({ kind: "update", fields: [{ path: "actions.2.secret" }] });
  const [first] = await host.api.events.list({ search: "first" });
  expect(await secretsOf(host, first?.id ?? 0)).toEqual([undefined, "other"]);
});

it("a file turns the order of events round, and prunes events that run each other", async () => {
  const host = await open();
  await apply(host, [defined("a", [runs("b")]), defined("b")]);
  expect(kinds(await apply(host, [defined("a"), defined("b", [runs("a")])]))).toEqual(["update a", "update b"]);
  expect(kinds(await apply(host, [], true))).toEqual(["remove a", "remove b"]);
  expect(await host.api.events.list()).toEqual([]);
});

it("a file is refused whole when its events go in circles, run nobody, or leave others without their target", async () => {
  const host = await open();
  await expect(apply(host, [defined("a", [runs("b")]), defined("b", [runs("a")])], false, true)).rejects.toMatchObject({
    cause: { code: "invalid_input", message: expect.stringContaining("“a” → “b” → “a”") as string },
  });
  await expect(apply(host, [defined("alpha", [runs("alhpa")])])).rejects.toMatchObject({
    cause: { field: "events.0.actions.0.run", remedy: expect.stringContaining("alpha") as string },
  });
  await apply(host, [defined("a", [runs("b")]), defined("b")]);
  await expect(apply(host, [defined("a", [runs("b")])], true)).rejects.toMatchObject({
    cause: { code: "invalid_input" },
  });
  expect(await host.api.events.list()).toHaveLength(2);
});
