import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { buildPayload, type PayloadContent } from "./build-payload.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-payload-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const event = { id: 7, name: "nightly", version: 3, savedAt: 1_700_000_000_000 };

function unpack(content: PayloadContent): { readonly root: string; readonly names: readonly string[] } {
  const root = mkdtempSync(join(folder, "root-"));
  const archive = join(folder, "payload.tar.gz");
  writeFileSync(archive, buildPayload(content).bytes);
  const names = execFileSync("tar", ["-tzf", archive], { encoding: "utf8" }).trimEnd().split("\n");
  execFileSync("tar", ["-xzf", archive, "-C", root]);
  return { root, names };
}

/** Runs what was unpacked the way a shell on a server does. */
function start(root: string, interpreter: string): string {
  const program = `root=$1; set -- "$2"; . "$root/lib/start.sh"; exec "$@"`;
  return execFileSync("sh", ["-c", program, "start", root, interpreter], { encoding: "utf8" });
}

test("holds the manifest first, then the script, the library and the event's files", () => {
  const data = Buffer.from("a,b\n").toString("base64");
  const { root, names } = unpack({
    type: "BASH",
    script: "echo hello\n",
    environment: { REGION: "west" },
    files: [{ path: "data/list.csv", data }],
    event,
  });
  expect(names.slice(0, 2)).toEqual(["manifest.yaml", "script.sh"]);
  expect(names).toEqual(expect.arrayContaining(["lib/bash/cronium.sh", "files/data/list.csv"]));
  expect(parse(readFileSync(join(root, "manifest.yaml"), "utf8"))).toEqual({
    version: "v1",
    interpreter: "bash",
    entrypoint: "script.sh",
    environment: { REGION: "west" },
    metadata: { eventId: "7", eventName: "nightly", eventVersion: 3, createdAt: "2023-11-14T22:13:20.000Z" },
  });
  expect(statSync(join(root, "script.sh")).mode & 0o700).toBe(0o700);
  expect(readFileSync(join(root, "files", "data", "list.csv"), "utf8")).toBe("a,b\n");
});

test("starts as it is: with its variables, its files and its library", () => {
  const files = [{ path: "list", data: Buffer.from("one").toString("base64") }];
  const value = "it's $HOME\nentrypoint: other";
  const script = `printf '%s|' "$VALUE" "$(cat "$CRONIUM_FILES_DIRECTORY/list")"; type -t cronium_input`;
  expect(start(unpack({ type: "BASH", script, files, environment: { VALUE: value } }).root, "bash")).toBe(
    `${value}|one|function\n`,
  );
  for (const node of [`const { input } = require("cronium")`, `import { input } from "cronium"`]) {
    const { root } = unpack({ type: "NODEJS", script: `${node}; console.log(typeof input)` });
    expect(start(root, process.execPath)).toBe("function\n");
  }
  expect(
    start(unpack({ type: "PYTHON", script: "import cronium; print(callable(cronium.input))" }).root, "python3"),
  ).toBe("True\n");
});

test("names the kind of a script of Node for every Node, whatever directory it is in", () => {
  expect(unpack({ type: "NODEJS", script: "import 'node:fs'" }).names).toContain("script.mjs");
  const { root, names } = unpack({ type: "NODEJS", script: "require('node:fs')" });
  expect(names).toEqual(expect.arrayContaining(["script.js", "package.json"]));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  expect(start(root, process.execPath)).toBe("");
});

test("equal content is equal bytes, and any other content other bytes", () => {
  const text = fc.string({ unit: "binary" });
  const content = fc.record({
    type: fc.constantFrom("BASH", "PYTHON", "NODEJS"),
    script: text,
    environment: fc.dictionary(
      fc.stringMatching(/^[A-Z_]{1,8}$/),
      text.map((value) => value.replaceAll("\0", "")),
    ),
    event: fc.record({ id: fc.nat(), name: text, version: fc.nat(), savedAt: fc.nat() }),
  });
  fc.assert(
    fc.property(content, content, (one, other) => {
      const again = { ...one, environment: Object.fromEntries(Object.entries(one.environment).reverse()) };
      const built = buildPayload(one);
      expect(buildPayload(again).sha256).toBe(built.sha256);
      expect(createHash("sha256").update(built.bytes).digest("hex")).toBe(built.sha256);
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      if (!isSame && one.script !== other.script) expect(buildPayload(other).sha256).not.toBe(built.sha256);
    }),
    { numRuns: 60 },
  );
});

test("what a manifest says stands in one line each, whatever the values hold", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      const { bytes } = buildPayload({ type: "BASH", script: "", environment: { A: value.replaceAll("\0", "") } });
      const text = gunzipSync(bytes).toString("utf8", 512, 2_048);
      expect(text.split("\n").filter((line) => line.startsWith("entrypoint:"))).toEqual(["entrypoint: script.sh"]);
    }),
  );
});

test("names beyond what a header holds arrive whole", () => {
  const names = ["a".repeat(255), `${"b".repeat(120)}/${"c".repeat(120)}`, `${"d".repeat(80)}/${"e".repeat(90)}`];
  const { root } = unpack({ type: "BASH", script: "", files: names.map((path) => ({ path, data: "" })) });
  const found = readdirSync(join(root, "files"), { recursive: true }).map(String);
  expect(found).toEqual(expect.arrayContaining(names));
});
