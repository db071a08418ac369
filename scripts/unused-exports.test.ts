import { expect, it } from "vitest";
import { unusedExports } from "./unused-exports.mjs";

/** Names of the unused exports of shared/a.ts, when its only neighbour says `other`. */
function unusedOf(source: string, other = ""): readonly string[] {
  const files = new Map([
    ["shared/a.ts", source],
    ["shared/b.ts", other],
  ]);
  return unusedExports(files)
    .filter(({ path }) => path === "shared/a.ts")
    .map(({ name }) => name);
}

it("names what nobody imports, with its line", () => {
  const files = new Map([["shared/a.ts", "const one = 1;\nexport function two() { return one; }\n"]]);
  expect(unusedExports(files)).toEqual([{ path: "shared/a.ts", name: "two", line: 2 }]);
});

it.each([
  ["a named import", `import { two } from "./a.ts"; two();`],
  ["an import under another name", `import { two as deux } from "./a.ts"; deux();`],
  ["a type import", `import type { two } from "./a.ts"; type T = typeof two;`],
  ["a namespace import", `import * as a from "./a.ts"; a.two();`],
  ["a dynamic import", `const { two } = await import("./a.ts"); two();`],
  ["a type taken in place", `type T = typeof import("./a.ts").two;`],
  ["a passing on", `export { two } from "./a.ts";`],
])("counts %s as use", (_what, other) => {
  expect(unusedOf("export const two = 2;", other)).not.toContain("two");
});

it("does not count use in the file itself, except of types", () => {
  expect(unusedOf("export const one = 1; export const two = one + 1;")).toEqual(["one", "two"]);
  expect(unusedOf(`export interface One {} export type Two = 2; const x: One = {};`)).toEqual(["Two"]);
});

it("sees every way to export", () => {
  const source = `export const [a, { b }] = c; export class D {} export async function e() {} const f = 1; export { f as g };`;
  expect(unusedOf(source)).toEqual(["a", "b", "D", "e", "g"]);
});
