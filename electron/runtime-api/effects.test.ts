import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CroniumError } from "../../shared/errors.ts";
import { openTestHost, type TestHost } from "../testing/open-test-host.ts";
import { startScript, type RuntimeScript } from "../testing/runtime-script.ts";
import type { Tool } from "../tools/registry.ts";

const chat: Tool = {
  name: "chat",
  actions: [
    {
      name: "send_message",
      description: "Says something",
      run: (params) => {
        const { text } = params as { readonly text?: string };
        if (text === undefined) throw new CroniumError("invalid_input", "It says nothing");
        if (text === "broken") throw new CroniumError("unavailable", "The chat does not answer");
        said.push(text);
        return Promise.resolve({ data: { said: text }, metadata: { number: said.length } });
      },
    },
    { name: "wait", description: "Never ends by itself", run: () => new Promise(() => undefined) },
  ],
};
const said: string[] = [];

let host: TestHost;
let script: RuntimeScript;
beforeAll(async () => {
  host = await openTestHost({ runtimeApi: { rateLimitPerMinute: 0 }, tools: [chat] });
  script = await startScript(host);
});
afterAll(() => host.close());

async function logText(streams = ["system"]): Promise<string> {
  const { parts } = await host.api.logs.read({ executionId: script.executionId });
  const wanted = parts.filter(({ stream }) => streams.includes(stream));
  return wanted.map(({ data }) => Buffer.from(data, "base64").toString()).join("");
}

describe("tools", () => {
  const path = "/tool-actions/execute";

  test("act, and say what came of it", async () => {
    const body = { tool: "chat", action: "send_message", params: { text: "hello" } };
    const answer = await script.data(path, { body });
    expect(answer).toEqual({ success: true, data: { said: "hello" }, metadata: { number: 1 } });
    const failed = await script.data(path, { body: { ...body, params: undefined, config: { text: "broken" } } });
    expect(failed).toEqual({ success: false, data: null, error: "The chat does not answer" });
    expect((await script.ask(path, { body: { ...body, params: {} } })).body?.code).toBe("invalid_params");
    const audit = await host.host.createContext().store.read.selectFrom("audit").selectAll().execute();
    expect(audit.filter(({ action }) => action === "tool.execute")).toHaveLength(2);
  });

  test("that do not exist are named", async () => {
    const missing = await script.ask(path, { body: { tool: "fax", action: "send" } });
    expect(missing.body).toMatchObject({ code: "tool_not_found", message: "There is no tool fax. There are: chat." });
    const unknown = await script.ask(path, { body: { tool: "chat", action: "send" } });
    expect(unknown.status).toBe(404);
    expect(unknown.body?.code).toBe("action_not_found");
  });

  test("that take too long are given up", async () => {
    const asked = script.data(path, { body: { tool: "chat", action: "wait" } });
    await expect.poll(() => host.clock.pending).toBeGreaterThan(0);
    await host.clock.advance(30_000);
    expect(await asked).toMatchObject({ success: false, error: "The tool chat did not answer within 30 s" });
  });
});

describe("a key of a call", () => {
  const keyed = (key: string) => ({ "idempotency-key": key });

  test("has it take effect once, however often it is made", async () => {
    const path = "/executions/{id}/variables/once/increment";
    const question = { body: { by: 1 }, headers: keyed("a-1") };
    const all = await Promise.all(Array.from({ length: 10 }, () => script.data(path, question)));
    expect(new Set(all.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set(['{"key":"once","value":1,"version":1}']),
    );
    expect((await script.data("/executions/{id}/variables/once")).value).toBe(1);
    const other = await script.ask(path, { ...question, body: { by: 2 } });
    expect(other.status).toBe(409);
    expect(other.body?.code).toBe("idempotency_mismatch");
    expect((await script.ask(path, { body: {}, headers: keyed("a b") })).body?.code).toBe("invalid_idempotency_key");
  });

  test("is another in another execution", async () => {
    const other = await startScript(host);
    const path = "/executions/{id}/variables/each/increment";
    await script.data(path, { body: {}, headers: keyed("same") });
    expect((await other.data(path, { body: {}, headers: keyed("same") })).value).toBe(2);
  });

  test("has a tool act once, and a refused call is made anew", async () => {
    const body = { tool: "chat", action: "send_message", params: { text: "once only" } };
    const question = { body, headers: keyed("t-1") };
    const first = await script.data("/tool-actions/execute", question);
    expect(await script.data("/tool-actions/execute", question)).toEqual(first);
    expect(said.filter((text) => text === "once only")).toHaveLength(1);
    const refused = { body: { ...body, params: {} }, headers: keyed("t-2") };
    expect((await script.ask("/tool-actions/execute", refused)).status).toBe(422);
    expect((await script.ask("/tool-actions/execute", refused)).status).toBe(422);
  });

  test("of a removal, a line, a condition and an output gives the first answer again", async () => {
    await script.data("/executions/{id}/variables/gone", { method: "PUT", body: { value: 1 }, headers: keyed("p") });
    const remove = { method: "DELETE", headers: keyed("d") };
    expect((await script.data("/executions/{id}/variables/gone", remove)).deleted).toBe(true);
    expect((await script.data("/executions/{id}/variables/gone", remove)).deleted).toBe(true);
    const line = { body: { level: "info", message: "said once" }, headers: keyed("l") };
    await script.data("/executions/{id}/log", line);
    await script.data("/executions/{id}/log", line);
    expect((await logText()).split("said once")).toHaveLength(2);
    const condition = { body: { condition: true }, headers: keyed("c") };
    expect(await script.data("/executions/{id}/condition", condition)).toEqual({ success: true });
    expect(await script.data("/executions/{id}/condition", condition)).toEqual({ success: true });
  });
});
