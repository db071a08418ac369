import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import type { ActionInput } from "../../shared/action.ts";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";

const open = useTestHosts();
const second = 1_000;

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});

/** A receiver on this computer that notes what it gets, then answers as the test says. */
async function receiver(answer: RequestListener): Promise<{ readonly url: string; readonly received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (text: string) => (body += text));
    request.on("end", () => {
      received.push({ path: request.url ?? "", headers: request.headers, body });
      answer(request, response);
    });
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, received };
}

/** A host in which a job of an event that calls the address has just ended. */
async function ended(url: string, rest: { readonly secret?: string } = {}): Promise<TestHost> {
  const host = await open({ executor: createScriptedExecutor(exitsWith(3)) });
  const actions: ActionInput[] = [{ when: "ON_FAILURE", do: "call_url", url, ...rest }];
  const { id } = await host.api.events.create(sampleEvent({ name: "backup", actions }));
  await host.api.events.run({ id });
  await host.clock.advance(second);
  return host;
}

async function message(host: TestHost) {
  const [first] = (await host.api.outbox.list({})).messages;
  if (first === undefined) throw new Error("there is no message");
  return host.api.outbox.get({ id: first.id });
}

/** Waits for an attempt to be written down. */
async function attempted(host: TestHost, attempts: number) {
  return vi.waitFor(
    async () => {
      const found = await message(host);
      expect(found.attempts).toBe(attempts);
      return found;
    },
    { timeout: 20_000 },
  );
}

test("a call tells what ended, and whoever knows the secret can prove that it is ours", async () => {
  const { url, received } = await receiver((_request, response) => response.writeHead(204).end());
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const host = await ended(`${url}/hook?token=hush`, { secret });
  const settled = await attempted(host, 1);
  expect(settled).toMatchObject({ status: "delivered", answer: "204 No Content", signed: true });

  const [call, ...more] = received;
  expect(more).toEqual([]);
  expect(call?.path).toBe("/hook?token=hush");
  const headers = call?.headers ?? {};
  const body = call?.body ?? "";
  expect(headers["user-agent"]).toMatch(/^Cronium\//);
  expect(headers["webhook-id"]).toBe(settled.id);
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signed = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
  expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
  const content = JSON.parse(body) as { type: string; data: unknown };
  expect(content).toMatchObject({
    type: "job.failed",
    data: { when: "ON_FAILURE", event: { name: "backup" }, job: { status: "failed", exitCode: 3 } },
  });
  const { store } = host.host.createContext();
  const shown = JSON.stringify([settled, await host.api.outbox.list({})]);
  expect(shown).not.toMatch(/hush|MfKQ9r8/);
  const rows = await store.read.selectFrom("outbox").selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain("MfKQ9r8");
});

test("an address that does not answer is given up after half a minute, and called again", async () => {
  let patient = true;
  const { url, received } = await receiver((_request, response) => {
    if (!patient) response.writeHead(200).end();
  });
  const host = await ended(url);
  await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 20_000 });
  await host.clock.advance(31 * second);
  const failed = await attempted(host, 1);
  expect(failed).toMatchObject({ status: "pending" });
  expect(failed.error).toMatch(/^127\.0\.0\.1:\d+ did not answer within 30 s$/);
  patient = false;
  await host.clock.advance(20 * second);
  expect(await attempted(host, 2)).toMatchObject({ status: "delivered" });
  expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
});

test("the head of an answer is the answer, even if the rest never comes or never ends", async () => {
  let closed = 0;
  const { url } = await receiver((_request, response) => {
    response.on("close", () => (closed += 1));
    response.writeHead(200, { "content-type": "text/plain" });
    const pour = (): void => {
      while (!response.destroyed && response.write("x".repeat(65_536)));
      response.once("drain", pour);
    };
    pour();
  });
  const endless = await ended(url);
  expect(await attempted(endless, 1)).toMatchObject({ status: "delivered" });
  await vi.waitFor(() => expect(closed).toBe(1), { timeout: 20_000 });

  const half = await receiver((_request, response) => {
    response.on("close", () => (closed += 1));
    response.writeHead(202, { "content-length": "10" }).write("half");
  });
  const stuck = await ended(half.url);
  expect(await attempted(stuck, 1)).toMatchObject({ status: "delivered", answer: "202 Accepted" });
  await stuck.clock.advance(6 * second);
  await vi.waitFor(() => expect(closed).toBe(2), { timeout: 20_000 });
});

test("a redirect to another host is not followed; one within the host is", async () => {
  const elsewhere = await receiver((_request, response) => response.writeHead(200).end());
  const there = await receiver((_request, response) => response.writeHead(307, { location: elsewhere.url }).end());
  const lured = await ended(there.url);
  const dead = await attempted(lured, 1);
  expect(dead).toMatchObject({ status: "dead" });
  expect(dead.error).toContain("307");
  expect(elsewhere.received).toEqual([]);

  const moved = await receiver((request, response) => {
    if (request.url === "/new") response.writeHead(200).end();
    else response.writeHead(308, { location: "/new" }).end();
  });
  expect(await attempted(await ended(moved.url), 1)).toMatchObject({ status: "delivered" });
  expect(moved.received.map(({ path, body }) => [path, body.length > 0])).toEqual([
    ["/", true],
    ["/new", true],
  ]);
  const round = await receiver((_request, response) => response.writeHead(307, { location: "/round" }).end());
  expect(await attempted(await ended(round.url), 1)).toMatchObject({ status: "dead" });
  expect(round.received).toHaveLength(4);
});

test("an address that asks to be left alone is left alone for as long", async () => {
  const { url, received } = await receiver((_request, response) =>
    response.writeHead(429, { "retry-after": "600" }).end(),
  );
  const host = await ended(url);
  const waiting = await attempted(host, 1);
  expect(waiting).toMatchObject({ status: "pending", error: expect.stringContaining("429") as string });
  await host.clock.advance(590 * second);
  expect(received).toHaveLength(1);
  await host.clock.advance(20 * second);
  await vi.waitFor(() => expect(received).toHaveLength(2), { timeout: 20_000 });
});

test.each([
  [410, "wants no more calls"],
  [404, "refused the call"],
  [401, "refused the call"],
])("after %i nothing is tried again", async (status, words) => {
  const { url, received } = await receiver((_request, response) => response.writeHead(status).end());
  const host = await ended(url);
  const dead = await attempted(host, 1);
  expect(dead).toMatchObject({ status: "dead" });
  expect(dead.error).toContain(words);
  await host.clock.advance(120 * second);
  expect(received).toHaveLength(1);
});

test("an address that keeps failing is dead after eight attempts, all under one id, and can be had again", async () => {
  let status = 503;
  const { url, received } = await receiver((_request, response) => response.writeHead(status).end());
  const host = await ended(url);
  for (let attempt = 1; attempt < 8; attempt++) {
    const { nextAttemptAt = 0 } = await attempted(host, attempt);
    await host.clock.advance(nextAttemptAt - host.clock.now());
  }
  const dead = await attempted(host, 8);
  expect(dead).toMatchObject({ status: "dead" });
  expect(dead.error).toContain("503");
  status = 200;
  await host.api.outbox.redeliver({ id: dead.id });
  expect(await attempted(host, 9)).toMatchObject({ status: "delivered" });
  expect(received.map(({ headers }) => headers["webhook-id"])).toEqual(Array(9).fill(dead.id));
});

test("nobody there, no HTTP there, and a secret that is gone are told in words", async () => {
  const closed = createServer();
  closed.listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, "close");
  const refused = await attempted(await ended(`http://127.0.0.1:${String(port)}/?token=hush`), 1);
  expect(refused.error).toBe(`127.0.0.1:${String(port)} refused the connection: nothing listens there (ECONNREFUSED)`);

  const { url, received } = await receiver((_request, response) => {
    response.socket?.end("what is this?\r\n\r\n");
  });
  expect((await attempted(await ended(url), 1)).error).toContain("does not answer in HTTP");

  const before = received.length;
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const actions: ActionInput[] = [{ when: "ALWAYS", do: "call_url", url, secret: "sign-me" }];
  const { id } = await host.api.events.create(sampleEvent({ actions }));
  const { store, vault } = host.host.createContext();
  const [row] = await store.read.selectFrom("conditional_actions").selectAll().execute();
  await vault.delete(row?.secret_reference ?? "");
  await host.api.events.run({ id });
  await host.clock.advance(second);
  expect(await attempted(host, 1)).toMatchObject({
    status: "dead",
    error: expect.stringContaining("is gone") as string,
  });
  expect(received).toHaveLength(before);
});

test("stopping breaks off a call that is under way; after the next start it is made again under its id", async () => {
  let answers = false;
  const { url, received } = await receiver((_request, response) => {
    if (answers) response.writeHead(200).end();
  });
  const host = await ended(url);
  await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 20_000 });
  answers = true;
  const again = await host.restart();
  try {
    expect(await attempted(again, 1)).toMatchObject({ status: "delivered" });
    expect(received[1]?.headers["webhook-id"]).toBe(received[0]?.headers["webhook-id"]);
    expect(received[1]?.body).toBe(received[0]?.body);
  } finally {
    await again.host.stop();
  }
});
