import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";
import { createPayloadBook, type PayloadBook } from "./payload-book.ts";

let testHost: TestHost;
let book: PayloadBook;
let serverId: number;
beforeEach(async () => {
  testHost = await openTestHost({ mode: "inspect" });
  const { store, clock, logger, changes, dataDirectory } = testHost.host.createContext();
  book = createPayloadBook({ store, clock, logger, changes, dataDirectory });
  const server = await testHost.api.servers.create({
    name: "web",
    address: "127.0.0.1",
    username: "user",
    authentication: { kind: "agent" },
  });
  serverId = server.id;
});
afterEach(async () => {
  await book.stop();
  await testHost.close();
});

const folder = (): string => join(testHost.dataDirectory, "payloads");
const archives = (): readonly string[] =>
  existsSync(folder()) ? readdirSync(folder()).filter((name) => name.endsWith(".tar.gz")) : [];

function event(changes: Parameters<typeof sampleEvent>[0] = {}): ReturnType<typeof sampleEvent> {
  return sampleEvent({ run: { on: "servers", serverIds: [serverId], groups: [] }, ...changes });
}

test("a version keeps the archive of the one before it as long as its script is unchanged", async () => {
  const { id } = await testHost.api.events.create(event());
  const first = await book.payloadOf(id, 1);
  await testHost.api.events.setStatus({ id, status: "PAUSED" });
  expect((await book.payloadOf(id, 2))?.sha256).toBe(first?.sha256);
  await testHost.api.events.update({ id, version: 2, event: event({ script: "echo other" }) });
  expect((await book.payloadOf(id, 3))?.sha256).not.toBe(first?.sha256);
  expect(await book.payloadOf(id, 9)).toBeUndefined();
});

test("an archive that was damaged or removed is packed anew, the same", async () => {
  const { id } = await testHost.api.events.create(event());
  const first = await book.payloadOf(id, 1);
  await testHost.api.events.setStatus({ id, status: "PAUSED" });
  await book.payloadOf(id, 2);
  const path = join(folder(), `${first?.sha256 ?? ""}.tar.gz`);
  expect(readFileSync(`${path}.sha256`, "utf8")).toBe(`${first?.sha256 ?? ""}  ${first?.sha256 ?? ""}.tar.gz\n`);
  for (const damage of [
    () => {
      writeFileSync(path, "damaged");
    },
    () => {
      rmSync(path);
    },
  ]) {
    damage();
    expect((await book.payloadOf(id, 2))?.sha256).toBe(first?.sha256);
    expect(readFileSync(path).equals(Buffer.from(first?.bytes ?? []))).toBe(true);
  }
});

test("old archives go, those that a job or the newest versions need stay", async () => {
  const { id } = await testHost.api.events.create(event({ script: "echo 1" }));
  const waiting = await book.payloadOf(id, 1);
  // Nothing runs here: the job waits.
  await testHost.api.events.run({ id });
  for (const version of [1, 2, 3, 4, 5]) {
    await testHost.api.events.update({ id, version, event: event({ script: `echo ${String(version + 1)}` }) });
    await book.payloadOf(id, version + 1);
  }
  writeFileSync(join(folder(), "left.tar.gz.incoming"), "");
  await book.sweep();
  expect(archives()).toHaveLength(4);
  expect(archives()).toContain(`${waiting?.sha256 ?? ""}.tar.gz`);
  expect(readdirSync(folder()).filter((name) => name.endsWith(".incoming"))).toEqual([]);
});

test("what holds a secret is not in the archive, and what is no script has none", async () => {
  const { id } = await testHost.api.events.create(
    event({
      environment: [
        { key: "PLAIN", value: "plain" },
        { key: "SECRET", secret: "canary-of-the-test" },
      ],
    }),
  );
  const { gunzipSync } = await import("node:zlib");
  const text = gunzipSync((await book.payloadOf(id, 1))?.bytes ?? "").toString("latin1");
  expect(text).toContain("PLAIN: plain");
  expect(text).not.toContain("canary-of-the-test");
});

test("a run on a server is given the archive of its event's version, stored when it was saved", async () => {
  const { api, dataDirectory } = testHost;
  const { id } = await api.events.create(event());
  const built = await book.payloadOf(id, 1);
  await testHost.host.stop();
  const running = await openTestHost({ dataDirectory });
  try {
    await running.api.events.run({ id });
    const { request } = await running.executor.nth(0);
    expect(request.payload?.sha256).toBe(built?.sha256);
    await running.api.events.create(event({ name: "other", script: "echo other" }));
    await expect.poll(archives).toHaveLength(2);
  } finally {
    await running.host.stop();
  }
});
