import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createPlainServer, type AddressInfo, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { httpRequest, type HttpRequestInput } from "../../../shared/http-request.ts";
import { systemClock } from "../../base/clock.ts";
import type { ExecutionOutcome, HttpExecutionRequest } from "../executor.ts";
import { createRecordingContext, until, type RecordingContext } from "../recording-context.ts";
import { createHttpExecutor } from "./http-executor.ts";
import type { HttpExecutorChoices } from "./perform-request.ts";

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

async function serve(
  answer: (response: ServerResponse, seen: Seen) => void,
): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one = {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(one);
      answer(response, one);
    });
  };
  const server = createServer(listener);
  server.on("connection", (socket) => sockets.add(socket));
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, seen };
}

function requestOf(http: HttpRequestInput, more: Partial<HttpExecutionRequest> = {}): HttpExecutionRequest {
  return {
    executionId: "exec_1",
    jobId: "job_1",
    http: httpRequest.parse(http),
    environment: {},
    input: undefined,
    variables: {},
    event: { id: 7, name: "ask" },
    ...more,
  };
}

interface Made {
  readonly outcome: ExecutionOutcome;
  readonly context: RecordingContext;
  readonly outputs: readonly unknown[];
  readonly kept: ReadonlyMap<string, Buffer>;
}

async function make(
  http: HttpRequestInput,
  more: Partial<HttpExecutionRequest> = {},
  choices: Partial<HttpExecutorChoices> = {},
): Promise<Made> {
  const outputs: unknown[] = [];
  const kept = new Map<string, Buffer>();
  const context: RecordingContext = {
    ...createRecordingContext(),
    reportOutput: (output) => Promise.resolve(void outputs.push(output)),
    async keepArtifact(path, content) {
      const pieces: Uint8Array[] = [];
      for await (const piece of content) pieces.push(piece);
      kept.set(path, Buffer.concat(pieces));
    },
  };
  const executor = createHttpExecutor({ clock: systemClock, environment: {}, ...choices });
  const outcome = await executor.run(requestOf(http, more), context);
  return { outcome, context, outputs, kept };
}

const done = { kind: "exited", exitCode: 0 };
const failure = (reason: string, message: RegExp | string) => ({
  kind: "failed",
  failure: { reason, message: typeof message === "string" ? message : (expect.stringMatching(message) as string) },
});

describe("a request", () => {
  it("is sent as it is written, and its answer is the log and the output", async () => {
    const { url, seen } = await serve((response) => {
      response.writeHead(201, { "content-type": "application/json", "set-cookie": "s=verysecret" }).end('{"id": 5}');
    });
    const made = await make(
      {
        method: "POST",
        url: `${url}/users/{{cronium.input.name}}`,
        query: [{ name: "region", value: "{{cronium.getVariables.REGION}} &" }],
        headers: [{ name: "X-Event", value: "{{cronium.event.name}}" }],
        body: { kind: "json", text: '{"name": "{{cronium.input.name}}", "all": {{cronium.input}}}' },
        authentication: { kind: "basic", username: "me", secret: "PASSWORD" },
        idempotencyKey: true,
      },
      { input: { name: 'a/"b' }, variables: { REGION: "eu" }, environment: { PASSWORD: "s3cret" } },
    );
    expect(made.outcome).toEqual(done);
    expect(seen).toEqual([
      expect.objectContaining({
        method: "POST",
        url: "/users/a%2F%22b?region=eu+%26",
        body: '{"name": "a/\\"b", "all": {"name":"a/\\"b"} }',
      }),
    ]);
    expect(seen[0]?.headers).toMatchObject({
      "x-event": "ask",
      "content-type": "application/json",
      "idempotency-key": "job_1",
      authorization: `Basic ${Buffer.from("me:s3cret").toString("base64")}`,
      "accept-encoding": "gzip, deflate, br",
    });
    expect(made.outputs).toEqual([{ id: 5 }]);
    expect(made.context.log.text("stdout")).toBe('{"id": 5}');
    const told = made.context.log.text("system");
    expect(told).toContain("> POST http://127.0.0.1");
    expect(told).toContain("< 201 Created\n");
    expect(told).toContain("> Authorization: (hidden)");
    expect(told).toContain("< set-cookie: (hidden)");
    expect(told).not.toMatch(/s3cret|verysecret|bWU6/);
    expect(made.context.happened.slice(0, 2)).toEqual(["handle", "started"]);
  });

  it.each([
    [
      { kind: "form" as const, fields: [{ name: "a b", value: "1&2" }] },
      "a+b=1%262",
      "application/x-www-form-urlencoded",
    ],
    [{ kind: "text" as const, contentType: "text/csv", text: "a;{{cronium.event.id}}" }, "a;7", "text/csv"],
  ])("sends a body of kind %o", async (body, expected, type) => {
    const { url, seen } = await serve((response) => response.end());
    expect((await make({ method: "PUT", url, body })).outcome).toEqual(done);
    expect(seen[0]).toMatchObject({ body: expected, headers: { "content-type": type } });
  });

  it("is not sent when a template cannot be filled in", async () => {
    const { url, seen } = await serve((response) => response.end());
    const made = await make({ url, headers: [{ name: "X", value: "{{cronium.getVariables.GONE}}" }] });
    expect(made.outcome).toMatchObject(
      failure("invalid_event", "In the header X of the request, {{cronium.getVariables.GONE}}: there is no such value"),
    );
    expect((await make({ url, authentication: { kind: "bearer", secret: "GONE" } })).outcome).toMatchObject(
      failure("secret_missing", /GONE/),
    );
    expect(seen).toEqual([]);
  });
});

describe("what is no success", () => {
  it.each([
    [200, {}, done],
    [204, {}, done],
    [404, {}, failure("answer_unexpected", /answered 404 Not Found$/)],
    [404, { success: { statuses: ["200", "400-404"] } }, done],
    [200, { success: { statuses: ["201"] } }, failure("answer_unexpected", /answered 200/)],
    [500, {}, failure("answer_error", /answered 500/)],
    [408, {}, failure("answer_error", /answered 408/)],
    [425, {}, failure("answer_error", /answered 425/)],
    [302, {}, failure("answer_unexpected", /sends on to elsewhere\.example/)],
  ])("status %i with %o", async (status, more, expected) => {
    const { url } = await serve((response) =>
      response.writeHead(status, { location: "https://elsewhere.example/x" }).end(),
    );
    expect((await make({ url, redirects: { follow: "none" }, ...more })).outcome).toMatchObject(expected);
  });

  it("429 says how long to wait", async () => {
    const { url } = await serve((response) => response.writeHead(429, { "retry-after": "120" }).end("slow down"));
    const made = await make({ url });
    expect(made.outcome).toMatchObject({ ...failure("answer_error", /429/), retryAfterMs: 120_000 });
    expect(made.context.log.text("stdout")).toBe("slow down");
  });

  it.each([
    [{ rule: "contains", text: "state" }, undefined],
    [{ rule: "contains", text: "gone" }, /does not contain “gone”/],
    [{ rule: "matches", pattern: "^\\{.*up" }, undefined],
    [{ rule: "matches", pattern: "^down" }, /does not match/],
    [{ rule: "exists", path: "$.list[1].n" }, undefined],
    [{ rule: "exists", path: "$.list[2]" }, /has nothing at/],
    [{ rule: "equals", path: "$.state", value: "up" }, undefined],
    [{ rule: "equals", path: "$", value: { list: [{}, { n: null }], state: "up" } }, undefined],
    [{ rule: "equals", path: '$["state"]', value: "down" }, /does not have "down" at/],
  ] as const)("rule %o", async (rule, complaint) => {
    const { url } = await serve((response) => response.end('{"state":"up","list":[{},{"n":null}]}'));
    const { outcome } = await make({ url, success: { body: [{ ...rule }] } });
    expect(outcome).toMatchObject(complaint === undefined ? done : failure("answer_unexpected", complaint));
  });

  it("a regular expression that would look for ever is broken off", async () => {
    const { url } = await serve((response) => response.end(`${"a".repeat(40)}!`));
    const { outcome } = await make({ url, success: { body: [{ rule: "matches", pattern: "^(a+)+$" }] } });
    expect(outcome).toMatchObject(failure("answer_unexpected", /too long to look through/));
  });
});

describe("servers that misbehave", () => {
  it("never send a head", async () => {
    const { url } = await serve(() => undefined);
    const { outcome } = await make({ url, limits: { firstByteMs: 100 } });
    expect(outcome).toMatchObject(failure("no_answer", /took the request and did not answer within 0.1 s/));
  });

  it("never finish their body", async () => {
    const { url } = await serve((response) => response.write("begun"));
    const { outcome } = await make({ url, limits: { wholeMs: 300 } });
    expect(outcome).toMatchObject(failure("no_answer", /had not answered in full within 0.3 s/));
  });

  it("cut the connection, before and within their answer", async () => {
    const { url } = await serve((response) => response.socket?.resetAndDestroy());
    expect((await make({ url })).outcome).toMatchObject(failure("no_answer", /cut the connection|ECONNRESET/));
    const half = await serve((response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.socket?.destroy());
    });
    expect((await make({ url: half.url })).outcome).toMatchObject(failure("no_answer", /cut the connection/));
  });

  it("do not listen, or are not known", async () => {
    const { url } = await serve((response) => response.end());
    servers[0]?.close();
    await until("the port is free", () => servers[0]?.listening === false);
    expect((await make({ url })).outcome).toMatchObject(failure("no_answer", /refused the connection.*ECONNREFUSED/));
    const lookUp: HttpExecutorChoices["lookUp"] = (_host, _options, answer) => {
      answer(Object.assign(new Error("no"), { code: "ENOTFOUND" }), []);
    };
    expect((await make({ url: "http://nowhere.example/" }, {}, { lookUp })).outcome).toMatchObject(
      failure("no_answer", "nowhere.example is not known: there is no computer of that name (ENOTFOUND)"),
    );
  });

  it("do not speak HTTP", async () => {
    const server = createPlainServer((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { outcome } = await make({ url: `http://127.0.0.1:${String(port)}` });
    server.close();
    expect(outcome).toMatchObject(failure("no_answer", /does not answer in HTTP/));
  });

  it("send a small answer that unpacks into a huge one, or what cannot be unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.byteLength).toBeLessThan(60_000);
    const { url } = await serve((response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
    const made = await make({ url, mostAnswerBytes: 2_000_000 });
    expect(made.outcome).toMatchObject(failure("answer_unexpected", /more than 2 MB/));
    const broken = await serve((response) => response.writeHead(200, { "content-encoding": "gzip" }).end("no gzip"));
    expect((await make({ url: broken.url })).outcome).toMatchObject(failure("answer_unexpected", /cannot be unpacked/));
    const odd = await serve((response) => response.writeHead(200, { "content-encoding": "compress" }).end("x"));
    expect((await make({ url: odd.url })).outcome).toMatchObject(failure("answer_unexpected", /not known: compress/));
  });

  it("send a large body: it goes to a file, whole", async () => {
    const body = Buffer.alloc(3_000_000, "abcdefg");
    const { url } = await serve((response) =>
      response.writeHead(200, { "content-type": "text/csv" }).end(gzipSync(body)),
    );
    const packed = await serve((response) =>
      response.writeHead(200, { "content-type": "text/csv", "content-encoding": "gzip" }).end(gzipSync(body)),
    );
    const made = await make({ url: packed.url });
    expect(made.outcome).toEqual(done);
    expect(made.kept.get("answer.csv")?.equals(body)).toBe(true);
    expect(made.outputs).toEqual([]);
    expect(made.context.log.text("stdout")).toBe("");
    expect(made.context.log.text("system")).toContain("(a body of 3000000 bytes)");
    // What is no text is kept, however small.
    const bytes = await make({ url });
    expect(bytes.kept.get("answer.csv")).toBeDefined();
    expect(bytes.outputs).toEqual([]);
  });
});

describe("redirects", () => {
  it("go on within the same host, with what was asked", async () => {
    const { url, seen } = await serve((response, { url: path }) => {
      if (path === "/a") response.writeHead(307, { location: "/b" }).end();
      else if (path === "/b") response.writeHead(303, { location: "c" }).end();
      else response.end("there");
    });
    const made = await make(
      {
        method: "POST",
        url: `${url}/a`,
        body: { kind: "text", text: "x" },
        authentication: { kind: "bearer", secret: "T" },
      },
      { environment: { T: "token-1" } },
    );
    expect(made.outcome).toEqual(done);
    expect(seen.map(({ method, url: path, body }) => [method, path, body])).toEqual([
      ["POST", "/a", "x"],
      ["POST", "/b", "x"],
      ["GET", "/c", ""],
    ]);
    expect(seen[2]?.headers.authorization).toBe("Bearer token-1");
    expect(seen[2]?.headers["content-type"]).toBeUndefined();
  });

  it("leave what opens doors behind when they lead to another origin", async () => {
    const other = await serve((response) => response.end("there"));
    const { url } = await serve((response) => response.writeHead(307, { location: `${other.url}/x` }).end());
    const request = {
      method: "POST" as const,
      url,
      headers: [
        { name: "X-Key", value: "k" },
        { name: "Accept", value: "text/plain" },
      ],
      authentication: { kind: "header" as const, name: "X-Token", secret: "T" },
    };
    const more = { environment: { T: "token-1" } };
    expect((await make(request, more)).outcome).toMatchObject(failure("answer_unexpected", /sends on to 127/));
    expect((await make({ ...request, redirects: { follow: "any" } }, more)).outcome).toEqual(done);
    expect(other.seen[0]?.headers).toMatchObject({ accept: "text/plain" });
    expect(Object.keys(other.seen[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(["x-key"]));
    expect(other.seen[0]?.headers["x-token"]).toBeUndefined();
  });

  it("end after so many", async () => {
    const { url, seen } = await serve((response) => response.writeHead(302, { location: "/again" }).end());
    expect((await make({ url, redirects: { most: 3 } })).outcome).toMatchObject(
      failure("answer_unexpected", /3 redirects were followed/),
    );
    expect(seen).toHaveLength(4);
  });

  it.each([
    ["http://169.254.169.254/latest/meta-data/", /169\.254\.169\.254 is a link-local address/],
    ["http://127.0.0.1:9/", /127\.0\.0\.1 is this computer itself/],
    ["http://2130706433/", /127\.0\.0\.1 is this computer itself/],
    ["http://[::ffff:127.0.0.1]/", /is this computer itself/],
    ["http://0/", /0\.0\.0\.0 is this computer itself/],
    ["http://10.0.0.1/", /a private address/],
    ["http://inside.example/", /inside\.example leads to 10\.9\.8\.7, a private address/],
  ])("to %s are refused", async (location, words) => {
    const { url } = await serve((response) => response.writeHead(302, { location }).end());
    const lookUp: HttpExecutorChoices["lookUp"] = (host, _options, answer) => {
      answer(null, [{ address: host === "start.example" ? "127.0.0.1" : "10.9.8.7", family: 4 }]);
    };
    const start = new URL(url);
    start.hostname = "start.example";
    const request = { url: start.href, allow: ["start.example"], redirects: { follow: "any" as const } };
    expect((await make(request, {}, { lookUp })).outcome).toMatchObject(failure("address_refused", words));
  });
});

describe("where a request may go", () => {
  it("a name that leads to this computer the second time it is asked for gains nothing", async () => {
    const { url, seen } = await serve((response) => response.end("inside"));
    const { port } = new URL(url);
    let asked = 0;
    // The first answer would pass a look beforehand; the connection is judged by the answer it is made with.
    const lookUp: HttpExecutorChoices["lookUp"] = (_host, _options, answer) => {
      asked += 1;
      answer(null, [{ address: asked > 1 ? "93.184.215.14" : "127.0.0.1", family: 4 }]);
    };
    const { outcome } = await make({ url: `http://rebind.example:${port}/` }, {}, { lookUp });
    expect(outcome).toMatchObject(failure("address_refused", /rebind\.example leads to 127\.0\.0\.1/));
    expect(seen).toEqual([]);
  });

  it("of several addresses only those that are free are used", async () => {
    const { url, seen } = await serve((response) => response.end("inside"));
    const { port } = new URL(url);
    const lookUp: HttpExecutorChoices["lookUp"] = (_host, _options, answer) => {
      answer(null, [
        { address: "10.0.0.1", family: 4 },
        { address: "127.0.0.1", family: 4 },
      ]);
    };
    expect(
      (await make({ url: `http://two.example:${port}/`, allow: ["127.0.0.0/8"] }, {}, { lookUp })).outcome,
    ).toEqual(done);
    expect(seen[0]?.headers.host).toBe(`two.example:${port}`);
  });

  it("a value cannot lead it to this computer, though the event's own words can", async () => {
    const { url, seen } = await serve((response) => response.end());
    const { port } = new URL(url);
    const input = { host: "127.0.0.1" };
    expect((await make({ url: `http://{{cronium.input.host}}:${port}/` }, { input })).outcome).toMatchObject(
      failure("address_refused", /127\.0\.0\.1/),
    );
    expect((await make({ url: `http://localhost:${port}/` })).outcome).toEqual(done);
    expect(seen).toHaveLength(1);
  });
});

describe("stopping and leaving", () => {
  async function underWay(method: "GET" | "POST", more: Partial<HttpRequestInput> = {}) {
    const { url, seen } = await serve(() => undefined);
    const context = createRecordingContext();
    const request = requestOf({ method, url, ...more });
    const executor = createHttpExecutor({ clock: systemClock, environment: {} });
    const running = executor.run(request, context);
    await until("it is under way", () => seen.length === 1);
    return { context, running, executor, request };
  }

  it("is stopped at once", async () => {
    for (const reason of ["cancel", "timeout"] as const) {
      const { context, running } = await underWay("POST");
      context.requestStop(reason);
      expect(await running).toEqual({ kind: "stopped", reason, survivors: [] });
    }
  });

  it("is left, and made anew where that changes nothing", async () => {
    const { context, running, executor, request } = await underWay("GET");
    context.requestDetach();
    expect(await running).toEqual({ kind: "detached" });
    expect(await executor.resume(request, context.lastHandle(), createRecordingContext())).toMatchObject(
      failure("lost", /anew/),
    );
  });

  it("of one that may have been done nobody can say", async () => {
    const { context, running, executor, request } = await underWay("POST");
    expect(await executor.resume(request, context.lastHandle(), createRecordingContext())).toMatchObject({
      kind: "unknown",
      message: /POST was under way/,
    });
    context.requestStop("cancel");
    await running;
    const keyed = await underWay("POST", { idempotencyKey: true });
    expect(
      await keyed.executor.resume(keyed.request, keyed.context.lastHandle(), createRecordingContext()),
    ).toMatchObject(failure("lost", /anew/));
    keyed.context.requestStop("cancel");
    await keyed.running;
  });
});
