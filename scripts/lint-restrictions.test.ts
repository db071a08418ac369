import { Linter } from "eslint";
import tseslint from "typescript-eslint";
import { describe, expect, it } from "vitest";
import { everywhere, plainExports, realTimeAndChance } from "./lint-restrictions.mjs";

function complaints(code: string): readonly string[] {
  const restrictions = [...everywhere, ...plainExports, ...realTimeAndChance];
  const configuration = {
    files: ["**/*.ts"],
    languageOptions: { parser: tseslint.parser },
    rules: { "no-restricted-syntax": ["error", ...restrictions] },
  } satisfies Linter.Config;
  return new Linter().verify(code, [configuration], "electron/queue/planted.ts").map(({ message }) => message);
}

describe("restrictions", () => {
  it.each([
    ["Date.now();", "Date.now"],
    ["const now = Date.now;", "Date.now"],
    ["new Date();", "new Date()"],
    ["Date();", "Date()"],
    ["setTimeout(work, 1);", "timer"],
    ["setInterval(work, 1);", "timer"],
    ["globalThis.setTimeout(work, 1);", "timer"],
    [`import { setTimeout } from "node:timers/promises";`, "timer"],
    ["performance.now();", "performance.now"],
    ["process.hrtime.bigint();", "process.hrtime"],
    ["Math.random();", "Math.random"],
    ["crypto.randomUUID();", "randomUUID"],
    [`import { randomUUID } from "node:crypto";`, "randomUUID"],
    ["const ctx = 1;", "whole word"],
    ["function run(opts: object) { return opts; }", "whole word"],
    ["const run = (cb = work) => cb;", "whole word"],
    ["try { run(); } catch (err) { report(err); }", "whole word"],
    ["interface Row { readonly msg: string }", "whole word"],
    [`export { job } from "./job.ts";`, "Re-exports"],
    [`export * from "./job.ts";`, "Re-exports"],
    ["export default 1;", "by name"],
    [`import { job } from "./job";`, "extension"],
    [`const job = await import("../queue/job");`, "extension"],
    [`import { join } from "path";`, "node:"],
  ])("refuses %s", (code, complaint) => {
    expect(complaints(code)).toEqual([expect.stringContaining(complaint)]);
  });

  it.each([
    "new Date(instant);",
    "clock.now(); clock.setTimeout(work, 1);",
    "const { ctx, input } = call; const { err: error } = call; use(ctx, input, error);",
    "router.query(({ ctx }) => ctx.host);",
    "log.info({ err: error, req: request });",
    "// Date.now() is for the clock alone\nconst text = 'Math.random()';",
    `import { job } from "./job.ts"; import "./panel.module.css"; import sql from "./one.sql?raw";`,
    `import { join } from "node:path"; import { z } from "zod";`,
    "export const job = 1; export { job as work };",
  ])("accepts %s", (code) => {
    expect(complaints(code)).toEqual([]);
  });
});
