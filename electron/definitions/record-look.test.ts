import { afterEach, expect, test } from "vitest";
import { openTestHost, type TestHost } from "../testing/open-test-host.ts";

let host: TestHost | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

const hostKey = {
  algorithm: "ssh-ed25519",
  fingerprint: "SHA256:abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ",
  publicKey: "AAAA",
};
const server = {
  name: "web",
  address: "192.0.2.1",
  username: "deploy",
  authentication: { kind: "agent" },
  hostKey: hostKey.fingerprint,
} as const;

/** Tests a server that shows the key; meanwhile something else happens. @returns the keys it has afterwards */
async function keysAfterTest(meanwhile: (api: TestHost["api"], id: number) => Promise<unknown>): Promise<unknown> {
  let id = 0;
  const opened: TestHost = await openTestHost({
    async check() {
      await meanwhile(opened.api, id);
      return { status: "online", hostKey, latencyMs: 1, system: undefined, failure: undefined };
    },
  });
  host = opened;
  ({ id } = await opened.api.servers.create(server));
  await opened.api.servers.test({ id });
  const { store } = opened.host.createContext();
  return store.read.selectFrom("host_keys").select(["fingerprint", "state"]).execute();
}

test("a key whose fingerprint was given beforehand is pinned when the server shows it", async () => {
  expect(await keysAfterTest(() => Promise.resolve())).toEqual([{ fingerprint: hostKey.fingerprint, state: "pinned" }]);
});

test("one that is forgotten while the server is tested stays forgotten", async () => {
  expect(await keysAfterTest((api, id) => api.servers.forgetKey({ id }))).toEqual([]);
});

test("one of an address that the server no longer has is not pinned for the new one", async () => {
  const moved = { ...server, address: "192.0.2.2" };
  expect(await keysAfterTest((api, id) => api.servers.update({ id, server: moved }))).toEqual([]);
});
