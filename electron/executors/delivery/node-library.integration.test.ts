import { execFileSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const library = join(import.meta.dirname, "..", "..", "..", "runtimes", "node");
/** The one the program runs on, and the machine's own if it has another that knows `--test`. */
const nodes = [process.execPath, ...["/usr/bin/node", "/usr/local/bin/node"].filter(knowsTests)];

function knowsTests(node: string): boolean {
  return existsSync(node) && Number(/\d+/.exec(execFileSync(node, ["--version"], { encoding: "utf8" }))?.[0]) >= 20;
}

describe("the library for Node", () => {
  it.each(nodes)("passes its own tests on %s", (node) => {
    const files = globSync("tests/*.test.cjs", { cwd: library });
    // A runner within a runner would report to the outer one.
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("NODE_")));
    const report = execFileSync(node, ["--test", "--test-reporter=tap", ...files], {
      cwd: library,
      env: environment,
      encoding: "utf8",
      timeout: 50_000,
    });
    expect(report).toMatch(/^# fail 0$/m);
    expect(Number(/^# pass (\d+)$/m.exec(report)?.[1])).toBeGreaterThan(30);
  });

  it("packs what it needs and nothing else", () => {
    const packed = JSON.parse(
      execFileSync("npm", ["pack", "--dry-run", "--json", "--offline"], { cwd: library, encoding: "utf8" }),
    ) as readonly { readonly files: readonly { readonly path: string }[] }[];
    const paths = packed[0]?.files.map(({ path }) => path) ?? [];
    expect(paths).toEqual(expect.arrayContaining(["README.md", "lib/main.cjs", "lib/main.mjs", "types/cronium.d.mts"]));
    expect(paths.filter((path) => !/^(lib|types)\/|^README\.md$|^package\.json$/.test(path))).toEqual([]);
  });
});
