import { afterEach, expect, test } from "vitest";
import type { DefinitionInput } from "../../shared/definition.ts";
import type { ServerCheck } from "../executors/ssh/server-check.ts";
import { openTestHost, type TestHost } from "../testing/open-test-host.ts";

const former = {
  algorithm: "ssh-ed25519",
  fingerprint: `SHA256:${"A".repeat(43)}`,
  publicKey: "QUFB",
};
const present = {
  algorithm: "ssh-ed25519",
  fingerprint: `SHA256:${"B".repeat(43)}`,
  publicKey: "QkJC",
};

let host: TestHost | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

const server = { name: "web", address: "192.0.2.1", username: "deploy", authentication: { kind: "agent" } } as const;

/** A server that was added with one fingerprint and shows another key, which is then trusted. */
async function openTrusted(): Promise<{ api: TestHost["api"]; id: number; keys: () => Promise<unknown> }> {
  const check: ServerCheck = {
    status: "host_key_changed",
    hostKey: present,
    latencyMs: 1,
    system: undefined,
    failure: { reason: "host_key_changed", message: "another key" },
  };
  const opened = await openTestHost({ check: () => Promise.resolve(check) });
  host = opened;
  const { id } = await opened.api.servers.create({ ...server, hostKey: former.fingerprint });
  await opened.api.servers.test({ id });
  await opened.api.servers.trust({ id, fingerprint: present.fingerprint });
  const { store } = opened.host.createContext();
  const keys = async () => ({
    pinned: await store.read.selectFrom("host_keys").select("fingerprint").where("state", "=", "pinned").execute(),
    expected: (await store.read.selectFrom("servers").select("expected_fingerprint").executeTakeFirstOrThrow())
      .expected_fingerprint,
  });
  return { api: opened.api, id, keys };
}

const apply = (api: TestHost["api"], changes: Partial<NonNullable<DefinitionInput["servers"]>[number]>) =>
  api.definitions.applyDefinition({ definition: { servers: [{ ...server, ...changes }] } });

const trusted = { pinned: [{ fingerprint: present.fingerprint }], expected: null };

test("trusting another key than the expected one ends what was expected", async () => {
  const { keys } = await openTrusted();
  expect(await keys()).toEqual(trusted);
});

test("a definition that says nothing of the host key leaves the trusted one alone", async () => {
  const { api, keys } = await openTrusted();
  const { changes } = await apply(api, { tags: ["changed"] });
  expect(changes[0]?.fields.map(({ path }) => path)).toEqual(["tags"]);
  expect(await keys()).toEqual(trusted);
});

test("the trusted key stays, too, where a former fingerprint was kept beside it", async () => {
  const { api, keys } = await openTrusted();
  const { store } = host!.host.createContext();
  await store.write.updateTable("servers").set({ expected_fingerprint: former.fingerprint }).execute();
  await apply(api, { tags: ["changed"] });
  expect(await keys()).toEqual(trusted);
});

test("a definition that names another key replaces the trusted one; a key not shown yet stays expected", async () => {
  const { api, keys } = await openTrusted();
  await apply(api, { hostKey: former.fingerprint });
  const replaced = { pinned: [], expected: former.fingerprint };
  expect(await keys()).toEqual(replaced);
  await apply(api, { tags: ["changed"] });
  expect(await keys()).toEqual(replaced);
});
