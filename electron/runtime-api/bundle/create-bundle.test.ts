import { afterAll, beforeAll, expect, test } from "vitest";
import type { RuntimeBundle } from "../../executors/executor.ts";
import { findReport } from "../../store/reports.ts";
import { openTestHost, type TestHost } from "../../testing/open-test-host.ts";
import { startScript, type RuntimeScript } from "../../testing/runtime-script.ts";

let host: TestHost;
let script: RuntimeScript;
let bundle: RuntimeBundle;
let numbered = 0;
beforeAll(async () => {
  host = await openTestHost({ runtimeApi: { rateLimitPerMinute: 3 } });
  await host.api.variables.create({ key: "count", value: 5 });
  await host.api.variables.create({ key: "hidden", value: "Canary-not-named", secret: true });
  await host.api.variables.create({ key: "asked_for", value: "Canary-named", secret: true });
  script = await startScript(host, { type: "BASH", script: "cronium_get_variable asked_for", input: { n: 0 } });
  const door = script.run.request.runtime;
  if (door?.bundle === undefined) throw new Error("a run has a way by files");
  bundle = door.bundle;
});
afterAll(() => host.close());

function line(method: string, path: string, more: object = {}): string {
  numbered += 1;
  const id = numbered.toString(16).padStart(32, "0");
  return JSON.stringify({ id, method, path: `/executions/{id}/${path}`, ...more });
}
const noBody = (): Promise<undefined> => Promise.resolve(undefined);
const take = (text: string): Promise<void> => bundle.take(text, noBody);
const variable = async (key: string) => (await host.host.createContext().variables.get(key))?.value;
const report = () => findReport(host.host.createContext().store.read, script.executionId);

async function log(): Promise<string> {
  const { parts } = await host.api.logs.read({ executionId: script.executionId });
  return parts.map(({ data }) => Buffer.from(data, "base64").toString()).join("");
}

test("files hold what a script may ask for, and its secrets stand in none of them", async () => {
  const { files, environment } = await bundle.pack();
  const texts = Object.fromEntries(files.map(({ path, bytes }) => [path, bytes.toString()]));
  expect(JSON.parse(texts["in/variables.json"] ?? "")).toEqual({
    complete: true,
    variables: { count: { value: 5, version: 1 } },
    withheld: { hidden: "a secret that no call of this script names" },
  });
  expect(JSON.parse(texts["in/context.json"] ?? "")).toMatchObject({ executionId: script.executionId });
  expect(texts["in/input.json"]).toBeUndefined();
  expect(JSON.stringify(texts)).not.toContain("Canary");
  expect(JSON.parse(environment["CRONIUM_BUNDLED_SECRETS"] ?? "")).toEqual({
    asked_for: { value: "Canary-named", version: 1 },
  });
});

test("what was noted is done once, in order, however often it is given and however many calls there are", async () => {
  const add = line("POST", "variables/count/increment", { body: { by: 2 } });
  for (const text of [add, add, add]) await take(text);
  expect(await variable("count")).toBe(7);
  for (const value of [null, false, 0, "", "ünï 🚀"]) {
    await take(line("PUT", "variables/falsy", { body: { value } }));
    expect(await variable("falsy")).toEqual(value);
  }
  await take(line("DELETE", "variables/falsy?ifVersion=5"));
  expect(await variable("falsy")).toBeUndefined();
  await take(line("POST", "condition", { body: { condition: false } }));
  await take(line("POST", "progress", { body: { percent: 40, message: "half Canary-named" } }));
  expect(await report()).toMatchObject({ condition: 0, progress: 0.4, progress_message: "half ••••••" });
});

test("a body of its own file is taken as it is, text and megabytes, one after the other", async () => {
  const text = "ü".repeat(2_500_000);
  const give = (body: Buffer) => (): Promise<Buffer> => Promise.resolve(body);
  const bodyFile = "a".repeat(32);
  const json = Buffer.from(JSON.stringify({ value: text }));
  await bundle.take(line("PUT", "variables/large", { bodyFile }), give(json));
  await bundle.take(line("PUT", "variables/large", { bodyFile }), give(json));
  expect(await variable("large")).toBe(text);
  const type = "text/plain; charset=utf-8";
  await bundle.take(line("POST", "output", { bodyFile, type }), give(Buffer.from(text)));
  await bundle.take(line("POST", "output", { bodyFile, type }), give(Buffer.from("streamed ü")));
  expect((await report())?.output).toBe('"streamed ü"');
});

test("what cannot be done any more is told in the log, once, and nothing else is lost over it", async () => {
  await host.api.variables.update({ key: "count", value: 100, version: 2 });
  const late = line("PUT", "variables/count", { body: { value: 1, ifVersion: 2 } });
  await take(late);
  await take(late);
  await take(line("POST", "output", { bodyFile: "b".repeat(32) }));
  await take('{"id":"torn');
  await take(line("POST", "log", { body: { level: "info", message: "after it" } }));
  expect(await variable("count")).toBe(100);
  await expect.poll(log).toContain("[info] after it");
  const told = await log();
  expect(told.match(/setting the variable count: .*version_conflict/g)).toHaveLength(1);
  expect(told).toContain("output: its file is gone");
});

test("no line reaches anything but the execution's own", async () => {
  await take(JSON.stringify({ id: "c".repeat(32), method: "POST", path: "/tool-actions/execute", body: {} }));
  await take(
    JSON.stringify({
      id: "d".repeat(32),
      method: "PUT",
      path: "/executions/other/variables/count",
      body: { value: 0 },
    }),
  );
  await take(
    JSON.stringify({
      id: "e".repeat(32),
      method: "PUT",
      path: "/executions/{id}/variables/../../x",
      body: { value: 0 },
    }),
  );
  expect(await variable("count")).toBe(100);
});

test("a secret that was asked for in vain comes along the next time", async () => {
  await take(line("GET", "variables/hidden", { key: "hidden" }));
  await host.host.createContext().variables.stop();
  const { environment } = await bundle.pack();
  expect(environment["CRONIUM_BUNDLED_SECRETS"]).toContain("Canary-not-named");
});
