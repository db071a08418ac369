import { describe, expect, it } from "vitest";
import type { HttpRequestInput } from "../../../shared/http-request.ts";
import type { BodyRule } from "../../../shared/http-success.ts";
import { systemClock } from "../../base/clock.ts";
import { createRecordingContext, until } from "../recording-context.ts";
import { done, endServersAfterEach, failure, make, requestOf, serve } from "./conformance-requests.ts";
import { createHttpExecutor } from "./http-executor.ts";

endServersAfterEach();

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
  ] as readonly (readonly [BodyRule, RegExp | undefined])[])("rule %o", async (rule, complaint) => {
    const { url } = await serve((response) => response.end('{"state":"up","list":[{},{"n":null}]}'));
    const { outcome } = await make({ url, success: { body: [rule] } });
    expect(outcome).toMatchObject(complaint === undefined ? done : failure("answer_unexpected", complaint));
  });

  it("a regular expression that would look for ever is broken off", async () => {
    const { url } = await serve((response) => response.end(`${"a".repeat(40)}!`));
    const { outcome } = await make({ url, success: { body: [{ rule: "matches", pattern: "^(a+)+$" }] } });
    expect(outcome).toMatchObject(failure("answer_unexpected", /too long to look through/));
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
