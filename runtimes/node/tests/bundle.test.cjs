"use strict";
const assert = require("node:assert/strict");
const { execFile } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const { join } = require("node:path");
const { afterEach, beforeEach, describe, it } = require("node:test");
const { promisify } = require("node:util");
const { Cronium } = require("cronium");
const { readLimits } = require("../lib/retry.cjs");
const { openApi } = require("./stand-in-api.cjs");

const run = promisify(execFile);
let folder;
let client;

const lay = (name, value) =>
  fs.writeFileSync(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
const noted = () =>
  fs
    .readFileSync(join(folder, "out/calls.jsonl"), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const refusal = (code) => (error) => error.code === code;

describe("where no connection comes through", () => {
  beforeEach(() => {
    folder = fs.mkdtempSync(join(os.tmpdir(), "cronium-bundle-"));
    fs.mkdirSync(join(folder, "out/bodies"), { recursive: true });
    fs.mkdirSync(join(folder, "in"));
    lay("out/calls.jsonl", "");
    lay("in/context.json", { jobId: "job_1", event: { name: "ünï" } });
    lay("in/variables.json", {
      complete: true,
      variables: { falsy: { value: 0, version: 3 }, count: { value: 5, version: 1 } },
      withheld: { hidden: "a secret" },
    });
    process.env.CRONIUM_RUNTIME_DIRECTORY = folder;
    process.env.CRONIUM_BUNDLED_SECRETS = '{"secret":{"value":"s3cret","version":2}}';
    client = new Cronium();
  });
  afterEach(() => {
    delete process.env.CRONIUM_RUNTIME_DIRECTORY;
    delete process.env.CRONIUM_BUNDLED_SECRETS;
    fs.rmSync(folder, { recursive: true });
  });

  it("what came along is read, in both ways to call", async () => {
    assert.equal(await client.input(), null);
    lay("in/input.json", '{"n":0,"text":"ü"}');
    assert.deepEqual(await client.input(), { n: 0, text: "ü" });
    assert.deepEqual([...client.sync.streamInput()].join(""), '{"n":0,"text":"ü"}');
    assert.equal(client.sync.getVariable("falsy", "other"), 0);
    assert.equal(await client.getVariable("secret"), "s3cret");
    assert.equal((await client.event()).name, "ünï");
    assert.equal(await client.getVariable("nothing"), null);
    assert.deepEqual(noted(), []);
  });

  it("what did not come along is told, and asked for", async () => {
    await assert.rejects(client.getVariable("hidden"), refusal("variable_not_bundled"));
    assert.deepEqual(
      noted().map(({ method, key }) => method + key),
      ["GEThidden"],
    );
  });

  it("reads see what was written, here and elsewhere", async () => {
    for (const value of [null, false, 0, "", "ünï 🚀\n", [], { "": [null] }, "x".repeat(5_000_000)]) {
      await client.setVariable("a:b", value);
      assert.deepEqual(await client.getVariable("a:b"), value);
      assert.deepEqual(client.sync.getVariable("a:b"), value);
    }
    assert.equal(await client.deleteVariable("a:b"), true);
    assert.equal(client.sync.deleteVariable("a:b"), false);
    assert.equal(await client.variableExists("a:b"), false);
    assert.equal(await client.incrementVariable("count", 2.5), 7.5);
    assert.equal(client.sync.incrementVariable("count"), 8.5);
    assert.equal(await client.appendVariable("text", "one"), "one");
    assert.equal(await client.appendVariable("text", "two"), "one\ntwo");
    await assert.rejects(client.incrementVariable("text"), refusal("not_a_number"));
  });

  it("versions are compared", async () => {
    assert.equal(await client.setVariable("falsy", 1, { ifVersion: 3 }), 4);
    await assert.rejects(
      client.setVariable("falsy", 2, { ifVersion: 3 }),
      ({ statusCode, code, details }) => statusCode === 409 && code === "version_conflict" && details.version === 4,
    );
    await assert.rejects(client.deleteVariable("falsy", { ifVersion: 3 }), refusal("version_conflict"));
    assert.equal(noted().length, 1);
  });

  it("the rest is noted, or refused", async () => {
    await client.output({ done: null });
    await client.streamOutput(["ü", "🚀"]);
    await client.setCondition(false);
    assert.equal(await client.getCondition(), false);
    await client.progress({ percent: 40, message: "half" });
    await client.log("line", "warning", { n: 0 });
    await assert.rejects(client.log("line", "loud"), refusal("invalid_level"));
    await assert.rejects(client.progress(2), refusal("invalid_fraction"));
    await assert.rejects(client.sendSlackMessage("#c", "text"), refusal("tools_not_reachable"));
    await assert.rejects(client.getVariable("no key"), refusal("invalid_key"));
    await assert.rejects(client.output("x".repeat(17_000_000)), refusal("body_too_large"));
    await assert.rejects(client.streamOutput("x".repeat(17_000_000)), refusal("body_too_large"));
    assert.deepEqual(
      noted().map(({ path }) => path.split("/").at(-1)),
      ["output", "output", "condition", "progress", "log"],
    );
  });

  it("a torn line loses itself alone", async () => {
    lay("out/calls.jsonl", '{"id":"x","method":"PU');
    await client.setVariable("after", 1);
    assert.equal(client.sync.getVariable("after"), 1);
  });

  it("processes that count at once lose nothing", async () => {
    const script = `const cronium = require("cronium").sync; for (let i = 0; i < 50; i++) console.log(cronium.incrementVariable("n"));`;
    const runs = await Promise.all(
      [1, 2, 3].map(() => run(process.execPath, ["-e", script], { cwd: join(__dirname, "..") })),
    );
    const seen = runs.flatMap(({ stdout }) => stdout.trim().split("\n").map(Number)).sort((one, other) => one - other);
    assert.deepEqual(
      seen,
      Array.from({ length: 150 }, (_, index) => index + 1),
    );
  });
});

describe("an address that has moved", () => {
  it("is looked up again for each try", async () => {
    const home = fs.mkdtempSync(join(os.tmpdir(), "cronium-address-"));
    const file = join(home, "address");
    const api = await openApi(() => ({ data: { condition: true } }));
    const environment = {
      CRONIUM_RUNTIME_API: "http://127.0.0.1:9",
      CRONIUM_RUNTIME_ADDRESS_FILE: file,
      CRONIUM_EXECUTION_ID: "exec_1",
      CRONIUM_EXECUTION_TOKEN: "token",
    };
    Object.assign(process.env, environment);
    try {
      assert.equal(readLimits().absenceMs, 3_600_000);
      const asked = new Cronium({ firstRetryMs: 20 }).getCondition();
      fs.writeFileSync(file, `http://127.0.0.1:9 ${api.api}\n`);
      assert.equal(await asked, true);
    } finally {
      for (const name of Object.keys(environment)) delete process.env[name];
      await api.close();
      fs.rmSync(home, { recursive: true });
    }
  });

  it("is asked by its socket alone, where there is one", async () => {
    const home = fs.mkdtempSync(join(os.tmpdir(), "cronium-address-"));
    const file = join(home, "address");
    const answer = () => ({ data: { condition: true } });
    const port = await openApi(answer);
    const door = await openApi(answer, join(home, "door"));
    const environment = {
      CRONIUM_RUNTIME_API: port.api,
      CRONIUM_RUNTIME_SOCKET: join(home, "gone"),
      CRONIUM_RUNTIME_ADDRESS_FILE: file,
      CRONIUM_EXECUTION_ID: "exec_1",
      CRONIUM_EXECUTION_TOKEN: "token",
    };
    const say = (...words) => fs.writeFileSync(file, `${words.join(" ")}\n`);
    const client = new Cronium({ firstRetryMs: 2, retries: 1 });
    Object.assign(process.env, environment);
    try {
      await assert.rejects(client.getCondition(), refusal("not_reachable"));
      say(port.api, port.api);
      await assert.rejects(client.getCondition(), refusal("not_reachable"));
      say(port.api, port.api, join(home, "gone"));
      await assert.rejects(client.getCondition(), refusal("not_reachable"));
      await assert.rejects(new Cronium({ api: port.api, retries: 0 }).getCondition(), refusal("not_reachable"));
      say(port.api, "http://127.0.0.1:9", join(home, "door"));
      assert.equal(await client.getCondition(), true);
      await client.streamOutput(["text"]);
      assert.deepEqual([port.seen.length, door.seen.length], [0, 2]);
      // The program says that there is none; a script of its own address is asked where it says.
      say(port.api, port.api, "-");
      assert.equal(await client.getCondition(), true);
      say("http://127.0.0.1:9", "http://127.0.0.1:9", join(home, "door"));
      assert.equal(await client.getCondition(), true);
      assert.deepEqual([port.seen.length, door.seen.length], [2, 2]);
    } finally {
      for (const name of Object.keys(environment)) delete process.env[name];
      await Promise.all([port.close(), door.close()]);
      fs.rmSync(home, { recursive: true });
    }
  });

  it("says at once that its socket is another user's", async () => {
    const home = fs.mkdtempSync(join(os.tmpdir(), "cronium-door-"));
    const door = await openApi(() => ({ data: { condition: true } }), join(home, "door"));
    const environment = {
      CRONIUM_RUNTIME_API: "http://127.0.0.1:9",
      CRONIUM_RUNTIME_SOCKET: join(home, "door"),
      CRONIUM_RUNTIME_ADDRESS_FILE: join(home, "address"),
      CRONIUM_EXECUTION_ID: "exec_1",
      CRONIUM_EXECUTION_TOKEN: "token",
    };
    Object.assign(process.env, environment);
    const isRoot = process.getuid() === 0;
    fs.chmodSync(home, 0);
    // The superuser may use everything.
    if (isRoot) process.seteuid(65534);
    try {
      const failed = new Cronium({ firstRetryMs: 60_000 }).getCondition();
      await assert.rejects(failed, ({ code, message }) => code === "permission_denied" && /door may not/.test(message));
    } finally {
      if (isRoot) process.seteuid(0);
      fs.chmodSync(home, 0o700);
      for (const name of Object.keys(environment)) delete process.env[name];
      await door.close();
      fs.rmSync(home, { recursive: true });
    }
  });
});
