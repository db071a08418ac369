import { afterEach, beforeEach, expect, it } from "vitest";
import { silentLogger } from "../base/logger.ts";
import type { ServerNews } from "../executors/ssh/connection-pool.ts";
import { findServer } from "../store/servers.ts";
import { openTestHost, type TestHost } from "../testing/open-test-host.ts";
import { recordServerNews } from "./record-server-news.ts";

let test: TestHost;
let serverId: number;
beforeEach(async () => {
  test = await openTestHost({ mode: "inspect" });
  const authentication = { kind: "agent" } as const;
  const server = { name: "web-1", address: "10.0.0.1", port: 22, username: "deploy", authentication, groups: [] };
  serverId = (await test.api.servers.create(server)).id;
});
afterEach(() => test.close());

/** Listens, tells all of it, and waits until it is recorded. @returns what followed, in order */
async function tell(work: (news: ServerNews) => void): Promise<readonly (string | number)[]> {
  const { store, changes } = test.host.createContext();
  const followed: (string | number)[] = [];
  let heard: ServerNews | undefined;
  const parts = {
    store,
    changes,
    logger: silentLogger,
    freed: () => followed.push("freed"),
    test: (id: number) => Promise.resolve(followed.push(id)),
  };
  const stop = recordServerNews(parts, (news) => {
    heard = news;
    return () => {
      heard = undefined;
    };
  });
  if (heard) work(heard);
  await stop();
  expect(heard).toBeUndefined();
  return followed;
}

async function hold() {
  const row = await findServer(test.host.createContext().store.read, serverId);
  return [row?.held_until, row?.held_since, row?.held_reason];
}

it("writes down that a server is held, and longer, and lets waiting work go on when it is free", async () => {
  const held = { serverId, heldSince: 1_000, reason: "it refused the connection" };
  const free = { serverId, heldUntil: undefined, heldSince: undefined, reason: undefined };
  expect(
    await tell(({ stateChanged }) => {
      stateChanged({ ...held, heldUntil: 6_000 });
      stateChanged({ ...held, heldUntil: 16_000 });
    }),
  ).toEqual([]);
  expect(await hold()).toEqual([16_000, 1_000, "it refused the connection"]);
  expect(await tell(({ stateChanged }) => void stateChanged(free))).toEqual(["freed"]);
  expect(await hold()).toEqual([null, null, null]);
  // One that was free already: nothing waits for it.
  expect(await tell(({ stateChanged }) => void stateChanged(free))).toEqual([]);
});

it("looks at a server whose key has changed, so that both keys are shown", async () => {
  expect(await tell(({ keyChanged }) => void keyChanged(serverId))).toEqual([serverId]);
});
