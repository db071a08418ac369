import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestHost, type TestHost } from "../testing/open-test-host.ts";
import { startScript, type RuntimeScript } from "../testing/runtime-script.ts";

let host: TestHost;
let script: RuntimeScript;
beforeAll(async () => {
  host = await openTestHost({ runtimeApi: { rateLimitPerMinute: 0 } });
  script = await startScript(host, { name: "count" });
});
afterAll(() => host.close());

const values = [null, false, 0, "", -0.5, 1e300, "ä 😀 \u0000 \u2028", [], {}, { __proto__: null, a: [{ "": "" }] }];

async function logText(streams = ["system"]): Promise<string> {
  const { parts } = await host.api.logs.read({ executionId: script.executionId });
  const wanted = parts.filter(({ stream }) => streams.includes(stream));
  return wanted.map(({ data }) => Buffer.from(data, "base64").toString()).join("");
}

describe("variables", () => {
  test.each(values.map((value) => [JSON.stringify(value), value]))("%s comes back as it went", async (_text, value) => {
    const { version } = await script.data("/executions/{id}/variables/falsy", { method: "PUT", body: { value } });
    expect(await script.data("/executions/{id}/variables/falsy")).toEqual({ key: "falsy", value, version });
  });

  test("five megabytes come back as they went", async () => {
    const value = "ü".repeat(2_500_000);
    await script.data("/executions/{id}/variables/large", { method: "PUT", body: { value } });
    expect((await script.data("/executions/{id}/variables/large")).value).toBe(value);
  });

  test("one that is not there is told from one that is null", async () => {
    const answer = await script.ask("/executions/{id}/variables/missing");
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ error: "Not Found", code: "variable_not_found" });
  });

  test("a hundred sums at once are all counted", async () => {
    const sums = Array.from({ length: 100 }, () =>
      script.data("/executions/{id}/variables/sum/increment", { method: "POST", body: { by: 2 } }),
    );
    const results = await Promise.all(sums);
    expect(new Set(results.map(({ value }) => value)).size).toBe(100);
    expect((await script.data("/executions/{id}/variables/sum")).value).toBe(200);
    expect((await script.data("/executions/{id}/variables/sum/increment", { method: "POST" })).value).toBe(201);
  });

  test("a change of another version than the present one is refused, and told which that is", async () => {
    const path = "/executions/{id}/variables/guarded";
    const put = (ifVersion: number) => script.ask(path, { method: "PUT", body: { value: 1, ifVersion } });
    expect((await put(3)).body).toMatchObject({ code: "version_conflict", details: { version: 0 } });
    expect((await put(0)).body?.data).toEqual({ key: "guarded", version: 1 });
    expect((await put(0)).body).toMatchObject({ code: "version_conflict", details: { version: 1 } });
    expect((await script.ask(`${path}?ifVersion=9`, { method: "DELETE" })).status).toBe(409);
    expect(await script.data(`${path}?ifVersion=1`, { method: "DELETE" })).toEqual({ key: "guarded", deleted: true });
    expect(await script.data(path, { method: "DELETE" })).toEqual({ key: "guarded", deleted: false });
  });

  test("what a person changes is what the next read sees", async () => {
    const path = "/executions/{id}/variables/shared";
    await script.data(path, { method: "PUT", body: { value: "script" } });
    await script.data(path);
    await host.host.createContext().variables.set("shared", "person", { by: "user" });
    expect((await script.data(path)).value).toBe("person");
  });

  test("only names and numbers that make sense are taken", async () => {
    const code = async (path: string, question = {}) => (await script.ask(path, question)).body?.code;
    for (const key of ["9", "a%20b", "a%2Fb", "%C3%A4", "a".repeat(256)]) {
      expect(await code(`/executions/{id}/variables/${key}`), key).toBe("invalid_key");
    }
    expect((await script.ask(`/executions/{id}/variables/${"a".repeat(255)}`)).status).toBe(404);
    const path = "/executions/{id}/variables/word";
    expect(await code(path, { method: "PUT", body: {} })).toBe("invalid_value");
    expect(await code(path, { method: "PUT", body: { value: 1, ifVersion: -1 } })).toBe("invalid_if_version");
    // Nothing is not the version of what does not exist.
    for (const ifVersion of [null, "", "1", true, []]) {
      expect(await code(path, { method: "PUT", body: { value: 1, ifVersion } })).toBe("invalid_if_version");
    }
    expect(await code(`${path}?ifVersion=`, { method: "DELETE" })).toBe("invalid_if_version");
    expect(await code(path, { method: "PUT", body: "[" })).toBe("invalid_json");
    await script.data(path, { method: "PUT", body: { value: "text" } });
    expect(await code(`${path}/increment`, { method: "POST", body: { by: 1 } })).toBe("not_a_number");
    expect(await code(`${path}/increment`, { method: "POST", body: { by: "1" } })).toBe("invalid_by");
  });

  test("a secret is masked in the log from when it is read", async () => {
    const { variables } = host.host.createContext();
    const value = "k3y-of-the-safe";
    await variables.changeWith([{ kind: "set", key: "safe", value, secret: true }], "user", (write) =>
      host.host.createContext().store.write.transaction().execute(write),
    );
    expect((await script.data("/executions/{id}/variables/safe")).value).toBe(value);
    await script.data("/executions/{id}/log", { body: { level: "info", message: `opened with ${value}` } });
    await script.run.context.log.write("stdout", Buffer.from(`stdout ${value}\n`));
    const text = await logText(["system", "stdout"]);
    expect(text).toContain("opened with ••••••");
    expect(text).not.toContain(value);
  });

  test("secrets are handed out only as far as they can be masked", async () => {
    const { variables, store } = host.host.createContext();
    const greedy = await startScript(host);
    const read = async (round: number) => {
      const value = Array.from({ length: 49 }, (_, place) => `hidden-${String(round)}-${String(place)}`);
      await variables.changeWith([{ kind: "set", key: "many", value, secret: true }], "user", (write) =>
        store.write.transaction().execute(write),
      );
      return greedy.ask("/executions/{id}/variables/many");
    };
    for (let round = 0; round < 10; round++) expect((await read(round)).status).toBe(200);
    const refused = await read(10);
    expect(refused).toMatchObject({ status: 403, body: { code: "too_many_secrets" } });
    expect(refused.text).not.toContain("hidden-10");
    expect((await greedy.ask("/executions/{id}/input")).status).toBe(200);
  });
});

describe("input and output", () => {
  test.each([null, false, 0, "", "wörd", { a: [1] }])("input %j is what the job was given", async (input) => {
    const given = await startScript(host, { input });
    expect((await given.ask("/executions/{id}/input")).body).toEqual({ success: true, data: input });
    const raw = await given.ask("/executions/{id}/input?raw=1");
    expect(raw.text).toBe(typeof input === "string" ? input : JSON.stringify(input));
    expect(raw.headers["content-type"]).toMatch(typeof input === "string" ? /^text\/plain/ : /^application\/json/);
    expect(given.run.request.environment).toMatchObject({
      CRONIUM_INPUT: JSON.stringify(input),
      CRONIUM_EVENT_ID: String(given.eventId),
    });
  });

  test("no input is null, and no bytes", async () => {
    expect(await script.data("/executions/{id}/input")).toBeNull();
    expect(await script.ask("/executions/{id}/input?raw=1")).toMatchObject({ status: 204, text: "" });
  });

  test("a long input is asked for, as it fits no environment", async () => {
    const input = "x".repeat(150_000);
    const given = await startScript(host, { input });
    expect(given.run.request.environment).not.toHaveProperty("CRONIUM_INPUT");
    expect(await given.data("/executions/{id}/input")).toBe(input);
  });

  test("the last output counts, as JSON or as a text", async () => {
    const stored = async () =>
      (
        await host.host
          .createContext()
          .store.read.selectFrom("execution_reports")
          .select("output")
          .where("execution_id", "=", script.executionId)
          .executeTakeFirst()
      )?.output;
    await script.data("/executions/{id}/output", { body: { data: false } });
    expect(await stored()).toBe("false");
    const headers = { "content-type": "text/plain; charset=utf-8" };
    await script.data("/executions/{id}/output", { body: 'line "one"\nzwö', headers });
    expect(await stored()).toBe(JSON.stringify('line "one"\nzwö'));
    expect((await script.ask("/executions/{id}/output", { body: {} })).status).toBe(422);
    const broken = await script.ask("/executions/{id}/output", { body: Buffer.from([0xff, 0xfe]), headers });
    expect(broken.body?.code).toBe("invalid_text");
    const nested = `{"data":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
    expect((await script.ask("/executions/{id}/output", { body: nested })).body?.code).toBe("invalid_data");
    expect(await stored()).toBe(JSON.stringify('line "one"\nzwö'));
  });

  test("a thousand levels of JSON are taken, and more refused in words, wherever JSON is given", async () => {
    const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
    const put = (levels: number) =>
      script.ask("/executions/{id}/variables/deep", { method: "PUT", body: `{"value":${nested(levels)}}` });
    expect((await put(1_000)).status).toBe(200);
    const words = "it is nested too deeply: at most 1,000 levels of lists and objects";
    for (const levels of [1_001, 4_000]) {
      expect(await put(levels)).toMatchObject({
        status: 422,
        body: { code: "invalid_value", message: `value: ${words}` },
      });
      const output = await script.ask("/executions/{id}/output", { body: `{"data":${nested(levels)}}` });
      expect(output).toMatchObject({ status: 422, body: { code: "invalid_data", message: `data: ${words}` } });
      const body = `{"level":"info","message":"m","fields":{"a":${nested(levels)}}}`;
      expect((await script.ask("/executions/{id}/log", { body })).body?.code).toBe("invalid_fields");
      const params = `{"tool":"none","action":"none","params":${nested(levels)}}`;
      expect((await script.ask("/tool-actions/execute", { body: params })).body?.code).toBe("invalid_params");
    }
    const { data } = (await script.ask("/executions/{id}/variables/deep")).body ?? {};
    expect(data).toMatchObject({ version: 1 });
  });

  test.each([
    ["progress", { fraction: 1.5 }, "fraction is a number from 0 to 1"],
    ["progress", { fraction: "half" }, "fraction is a number from 0 to 1"],
    ["progress", { percent: -1 }, "percent is a number from 0 to 100"],
    ["progress", {}, "body has fraction, a number from 0 to 1, or percent, a number from 0 to 100"],
    ["output", {}, "data is missing"],
    ["output", [], "body has data, which is the output"],
    ["condition", { condition: "yes" }, "condition: this must be true or false"],
    ["log", { level: "warn", message: "" }, "level: choose one of debug, info, warning, error"],
    ["log", undefined, "body: this must be a map of keys and values"],
  ])("%s with %j is refused in plain words", async (address, body, message) => {
    const asked = await script.ask(`/executions/{id}/${address}`, { method: "POST", body });
    expect(asked.body).toMatchObject({ message });
    expect(asked.status).toBe(422);
  });

  test("any JSON that is given is what is stored", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        await script.data("/executions/{id}/variables/any", { method: "PUT", body: { value } });
        const { value: read } = await script.data("/executions/{id}/variables/any");
        expect(JSON.stringify(read)).toBe(JSON.stringify(value));
      }),
      { numRuns: 50 },
    );
  });
});

describe("telling", () => {
  test("a condition is not set until it is, and false is set", async () => {
    const fresh = await startScript(host);
    const path = "/executions/{id}/condition";
    expect(await fresh.data(path)).toEqual({ condition: null });
    await fresh.data(path, { body: { condition: false } });
    expect(await fresh.data(path)).toEqual({ condition: false });
    expect((await fresh.ask(path, { body: { condition: "yes" } })).body?.code).toBe("invalid_condition");
  });

  test("progress is a share or a percentage, and announced", async () => {
    const { changes } = host.host.createContext();
    const before = changes.latest;
    await script.data("/executions/{id}/progress", { body: { percent: 25, message: "a quarter" } });
    const spoken = { body: { fraction: 0.5, message: `with ${script.token}` } };
    await script.data("/executions/{id}/progress", spoken);
    const { store } = host.host.createContext();
    const told = await store.read.selectFrom("execution_reports").selectAll().execute();
    const { progress, progress_message } = told.find((row) => row.execution_id === script.executionId) ?? {};
    expect(progress).toBe(0.5);
    expect(progress_message).toMatch(/^with .*••••••$/);
    expect(changes.since(before)?.map(({ change }) => change)).toContainEqual({
      noun: "execution",
      id: script.executionId,
    });
    expect((await script.ask("/executions/{id}/progress", { body: { fraction: 1.5 } })).status).toBe(422);
    expect((await script.ask("/executions/{id}/progress", { body: {} })).status).toBe(422);
  });

  test("a line of the log stands on the stream system, and the script's own streams are counted as before", async () => {
    const { position } = script.run.context.log;
    const before = position();
    const body = { level: "warning", message: `low on space ${script.token}`, fields: { free: 0 } };
    await script.data("/executions/{id}/log", { body });
    const text = await logText();
    expect(text).toContain("[warning] low on space");
    expect(text).toContain('{"free":0}\n');
    expect(text).not.toContain(script.token);
    expect(position()).toEqual(before);
    expect((await script.ask("/executions/{id}/log", { body: { level: "loud", message: "" } })).status).toBe(422);
  });

  test("the context says who the script is", async () => {
    expect(await script.data("/executions/{id}/context")).toEqual({
      executionId: script.executionId,
      jobId: script.jobId,
      attempt: 1,
      eventId: script.eventId,
      eventName: "count",
      eventType: "BASH",
      userId: "local",
      source: "manual",
      dueAt: null,
      startTime: "2026-03-02T12:00:00.000Z",
      metadata: {},
      event: {
        id: script.eventId,
        name: "count",
        type: "BASH",
        runLocation: "LOCAL",
        successCount: 0,
        failureCount: 0,
        server: null,
      },
    });
  });
});
