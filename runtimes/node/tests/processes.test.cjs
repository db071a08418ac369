"use strict";
const assert = require("node:assert/strict");
const { execFile } = require("node:child_process");
const { mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { after, before, describe, it } = require("node:test");
const { openApi } = require("./stand-in-api.cjs");

const inject = join(__dirname, "..", "lib", "inject.cjs");
let api;
let folder;

/** Runs a script as a process of its own, which must end by itself. */
function run(script, extension, flags = ["--require", inject], environment = {}) {
  const file = join(folder, `script.${extension}`);
  writeFileSync(file, script);
  const env = {
    PATH: process.env.PATH,
    CRONIUM_RUNTIME_API: api.api,
    CRONIUM_EXECUTION_ID: "exec_1",
    CRONIUM_EXECUTION_TOKEN: "token",
    ...environment,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [...flags, file], { env, timeout: 20_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "cronium-node-"));
  api = await openApi(({ method, path, body }) => {
    if (path.includes("/variables/missing"))
      return { status: 404, data: { code: "variable_not_found", message: "no" } };
    if (path.endsWith("?raw=1")) return { body: "streamed ü" };
    if (path.endsWith("/input")) return { data: { n: 0 } };
    return { data: { method, body, version: 4, value: 2, deleted: true, condition: null } };
  });
});

after(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

describe("the global", () => {
  it("waits, and can be awaited", async () => {
    const { stdout, stderr, code } = await run(
      `const x = cronium.input(); console.log(JSON.stringify([x, cronium.get_variable("missing"), cronium.incrementVariable("n")]));
       (async () => console.log(JSON.stringify([await cronium.input(), await cronium.promises.input()])))();`,
      "cjs",
    );
    assert.deepEqual([stdout, stderr, code], ['[{"n":0},null,2]\n[{"n":0},{"n":0}]\n', "", 0]);
  });

  it("is there in modules too, streams both ways, and throws typed errors", async () => {
    const { stdout, stderr, code } = await run(
      `for (const part of cronium.streamInput()) console.log(part);
       for await (const part of cronium.streamInput()) console.log(part);
       function* parts() { yield "a"; yield "b"; }
       cronium.streamOutput(parts());
       await cronium.streamOutput((async function* () { yield "c"; })());
       try { cronium.getVariable(""); } catch (error) { console.log(error instanceof cronium.CroniumAPIError, error.statusCode); }
       try { cronium.streamOutput((function* () { yield "d"; throw new RangeError("mine"); })()); } catch (error) { console.log(error.name); }
       console.log(cronium.input().n);`,
      "mjs",
    );
    assert.deepEqual([stdout, stderr, code], ["streamed ü\nstreamed ü\ntrue 422\nRangeError\n0\n", "", 0]);
    const sent = api.seen.filter(({ path }) => path.endsWith("/output")).map(({ body }) => body);
    assert.deepEqual(sent, ["ab", "c"]);
  });

  it("costs nothing until it is used, and can be replaced", async () => {
    const script = `const loaded = () => Object.keys(require.cache).filter((path) => path.includes("main.cjs")).length;
      console.log(loaded(), "cronium" in globalThis, Object.keys(globalThis).includes("cronium"));
      globalThis.cronium = 5; console.log(cronium, loaded());`;
    assert.equal((await run(script, "cjs")).stdout, "0 true false\n5 0\n");
  });

  it("reads the environment when it is called", async () => {
    const script = `const token = process.env.TOKEN; process.env.CRONIUM_EXECUTION_TOKEN = token; console.log(cronium.input().n);`;
    const { stdout } = await run(script, "cjs", undefined, { CRONIUM_EXECUTION_TOKEN: "", TOKEN: "late" });
    assert.equal(stdout, "0\n");
    assert.equal(api.seen[api.seen.length - 1].headers.authorization, "Bearer late");
  });

  it("tells on stderr what it does when asked to, and never the token", async () => {
    const { stderr } = await run(`cronium.setVariable("k", "value")`, "cjs", undefined, { CRONIUM_DEBUG: "1" });
    assert.match(stderr, /^cronium: PUT \/executions\/exec_1\/variables\/k -> 200 in \d+ ms, try 1\n$/);
  });

  it("gives the input of the environment where there is no API", async () => {
    const environment = { CRONIUM_RUNTIME_API: "", CRONIUM_INPUT: '"ü"' };
    const script = `console.log(cronium.input()); for (const part of cronium.streamInput()) console.log(part);`;
    assert.equal((await run(script, "cjs", undefined, environment)).stdout, "ü\nü\n");
  });
});

describe("the package", () => {
  it("is imported by modules, wholly and by name", async () => {
    const { stdout, stderr } = await run(
      `import { createRequire } from "node:module";
       const require = createRequire(${JSON.stringify(join(__dirname, "x"))});
       const found = await import(require.resolve("cronium").replace(/cjs$/, "mjs"));
       const { default: cronium, Cronium, CroniumError, input, output, get_variable, sync } = found;
       console.log(cronium instanceof Cronium, (await input()).n, await get_variable("missing"), sync.input().n);
       console.log(await output(0), require("cronium") === cronium, new CroniumError("x") instanceof Error);
       console.log(Object.keys(found).length > 40);`,
      "mjs",
      [],
    );
    assert.deepEqual([stdout, stderr], ["true 0 null 0\nundefined true true\ntrue\n", ""]);
  });

  it("lets the process end while connections are kept", async () => {
    const script = `const { input, sync } = require(${JSON.stringify(require.resolve("cronium"))}); sync.input(); input().then(() => console.log("done"));`;
    const { stdout, stderr, code } = await run(script, "cjs", []);
    assert.deepEqual([stdout, stderr, code], ["done\n", "", 0]);
  });
});
