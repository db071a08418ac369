import { afterEach, beforeEach, expect, test } from "vitest";
import { definition } from "../../shared/definition.ts";
import type { ServerInput } from "../../shared/server.ts";
import { usualOptions } from "../../shared/server-options.ts";
import { findConnection } from "../queue/server-connection.ts";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";
import { serverOrError } from "./save-server.ts";

let host: TestHost;

beforeEach(async () => {
  host = await openTestHost();
});

afterEach(() => host.close());

function server(name: string, changes: Partial<ServerInput> = {}): ServerInput {
  const authentication = { kind: "password", password: `password of ${name}` } as const;
  return { name, address: `${name}.example`, username: "deploy", authentication, ...changes };
}

async function connectionOf(id: number) {
  const { store, vault } = host.host.createContext();
  return findConnection(store.read, vault, await serverOrError(store.read, id));
}

test("a server has its own options, then those of its groups in the order of their names, then the usual", async () => {
  const { id } = await host.api.servers.create(
    server("web-1", { groups: ["web", "Berlin"], options: { channels: 2 }, tags: ["edge"] }),
  );
  await host.api.groups.options({ name: "web", options: { channels: 9, idleMs: 9_000, keepaliveMs: 9_000 } });
  await host.api.groups.options({ name: "berlin", options: { idleMs: 7_000 } });
  const view = await host.api.servers.get({ id });
  expect(view.tags).toEqual(["edge"]);
  expect(view.chosen).toEqual({ ...usualOptions, channels: 2, idleMs: 7_000, keepaliveMs: 9_000 });
  const found = await connectionOf(id);
  expect(found.ok && found.server.options).toEqual(view.chosen);
  await host.api.groups.options({ name: "Berlin", options: {} });
  expect((await host.api.servers.get({ id })).chosen.idleMs).toBe(9_000);
});

test("the way to a server leads through others, each with its own credential, and follows their new names", async () => {
  const { id: gate } = await host.api.servers.create(server("gate"));
  await host.api.servers.create(server("inner", { options: { jump: "gate" } }));
  const { id } = await host.api.servers.create(server("deep", { options: { jump: "INNER" } }));
  const found = await connectionOf(id);
  expect(found.ok && [found.server.name, found.server.jump?.name, found.server.jump?.jump?.name]).toEqual([
    "deep",
    "inner",
    "gate",
  ]);
  expect(found.ok && found.server.jump?.jump?.credential).toEqual({ kind: "password", password: "password of gate" });
  expect(found.ok && found.secrets).toEqual(["password of deep", "password of inner", "password of gate"]);
  await host.api.servers.update({ id: gate, server: server("bastion") });
  const inner = (await host.api.servers.list()).find(({ name }) => name === "inner");
  expect(inner?.options.jump).toBe("bastion");
});

test("a way in a circle, to no server or to an archived one is refused, and nothing is saved", async () => {
  await host.api.servers.create(server("a", { groups: ["far"] }));
  const { id } = await host.api.servers.create(server("b", { options: { jump: "a" } }));
  await expect(host.api.groups.options({ name: "far", options: { jump: "b" } })).rejects.toThrow("circle: a → b → a");
  expect(await host.api.groups.list()).toMatchObject([{ name: "far", options: {} }]);
  await expect(host.api.servers.create(server("c", { options: { jump: "nobody" } }))).rejects.toThrow(
    "no server “nobody” that could lead to c",
  );
  await host.api.servers.archive({ id });
  await expect(host.api.servers.create(server("c", { options: { jump: "b" } }))).rejects.toThrow("is archived (c → b)");
  expect((await host.api.servers.list()).map(({ name }) => name)).toEqual(["a"]);
});

test("archiving tells what it takes away, removes the secret, and coming back asks for it again", async () => {
  const { id } = await host.api.servers.create(server("web-1", { groups: ["web"] }));
  await host.api.servers.create(server("web-2", { groups: ["web"], options: { jump: "web-1" } }));
  await host.api.events.create(sampleEvent({ name: "only", run: { on: "servers", serverIds: [id] } }));
  await host.api.events.create(sampleEvent({ name: "both", run: { on: "servers", groups: ["web"] } }));
  expect(await host.api.servers.impact({ id })).toMatchObject({
    events: [
      { name: "both", byName: false, groups: ["web"], onlyHere: false },
      { name: "only", byName: true, groups: [], onlyHere: true },
    ],
    reachedThrough: ["web-2"],
    losesSecret: true,
  });
  const { store, vault } = host.host.createContext();
  const reference = (await serverOrError(store.read, id)).credential_reference ?? "";
  await host.api.servers.archive({ id });
  expect(await vault.get(reference)).toBeUndefined();
  await expect(host.api.servers.restore({ id })).rejects.toThrow("has no password yet");
  await host.api.servers.restore({ id, authentication: { kind: "password", password: "new" } });
  const found = await connectionOf(id);
  expect(found.ok && found.server.credential).toEqual({ kind: "password", password: "new" });
});

test("a certificate comes to the key that is kept, and goes with a new one", async () => {
  const certificate = "ssh-ed25519-cert-v01@openssh.com AAAA host";
  const key = { kind: "key", privateKey: "-----BEGIN PRIVATE KEY-----\nQQ==\n-----END PRIVATE KEY-----" } as const;
  const { id } = await host.api.servers.create(server("web-1", { authentication: key }));
  await host.api.servers.update({ id, server: server("web-1", { authentication: { kind: "key", certificate } }) });
  const kept = await connectionOf(id);
  expect(kept.ok && kept.server.credential).toMatchObject({ ...key, certificate });
  await host.api.servers.update({ id, server: server("web-1", { authentication: key }) });
  const replaced = await connectionOf(id);
  expect(replaced.ok && replaced.server.credential).toEqual({ ...key, passphrase: undefined });
});

test("a definition says options of servers and groups, is exported likewise, and applies again without a change", async () => {
  const wanted = definition.parse({
    servers: [server("gate"), server("web-1", { groups: ["web"], options: { idleMs: 60_000 }, tags: ["edge"] })],
    groups: [{ name: "web", concurrency: 3, options: { jump: "gate" } }],
  });
  await host.api.definitions.applyDefinition({ definition: wanted });
  const again = await host.api.definitions.applyDefinition({ definition: wanted });
  expect(again.applied).toBe(false);
  const exported = await host.api.definitions.exportDefinition();
  expect(exported.groups).toEqual([{ name: "web", concurrency: 3, options: { jump: "gate" } }]);
  expect(exported.servers[1]).toMatchObject({ tags: ["edge"], options: { idle: "1m" } });
  const circle = definition.parse({ groups: [{ name: "web", options: { jump: "web-1" } }] });
  for (const dryRun of [true, false]) {
    const applied = host.api.definitions.applyDefinition({ definition: circle, dryRun });
    await expect(applied).rejects.toThrow("circle: web-1 → web-1");
  }
  expect((await host.api.definitions.exportDefinition()).groups).toEqual(exported.groups);
});
