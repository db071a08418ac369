import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { splitByBed } from "./without-bed.mjs";

const root = mkdtempSync(join(tmpdir(), "cronium-without-bed-"));
afterEach(() => rmSync(root, { recursive: true, force: true }));

it("tells the files that reach the bed, directly or not, from those that do not", () => {
  const files = {
    "electron/a.integration.test.ts": `import { readBed } from "../e2e/bed/read-bed.mjs";\nit("runs", () => {});\n  test.each([["x"]])("runs %s", () => {});`,
    "electron/b.integration.test.ts": `import { near } from "./near.ts";\nit("is near", () => {});`,
    "electron/near.ts": `import { far } from "./far.ts"; import "./near.ts"; export const near = far;`,
    "electron/far.ts": `export const far = () => import("../e2e/bed/read-bed.mjs");`,
    "electron/c.integration.test.ts": `import { none } from "./none.ts";\nit("needs none", () => {});`,
    "electron/none.ts": `export const none = 0;`,
    "electron/d.test.ts": `import "../e2e/bed/read-bed.mjs";`,
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const { able, unable } = splitByBed("integration", [], root);
  expect(able).toEqual(["electron/c.integration.test.ts"]);
  expect(unable.map(({ name }) => name)).toEqual([
    "electron/a.integration.test.ts > runs",
    "electron/a.integration.test.ts > runs %s",
    "electron/b.integration.test.ts > is near",
  ]);
  expect(splitByBed("integration", ["c.int"], root).unable).toEqual([]);
});
