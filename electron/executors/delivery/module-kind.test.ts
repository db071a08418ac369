import { describe, expect, it } from "vitest";
import { moduleKind } from "./module-kind.ts";

describe("moduleKind", () => {
  it.each([
    ["nothing", ""],
    ["plain statements", "console.log(1)"],
    ["require", 'const fs = require("fs"); module.exports = fs;'],
    ["a dynamic import", 'import("node:fs").then(console.log);'],
    ["return outside of functions", "if (true) return;\nconsole.log(1);"],
    ["await inside of functions", "(async () => { await 1; })();"],
    ["words that look like imports", 'console.log("import x from y"); // export const a = 1\n/* import b */'],
    ["a line naming the interpreter", "#!/usr/bin/env node\nconsole.log(1)"],
    ["octal numbers, which modules refuse", "console.log(010)"],
    ["an error of its own", "const = 1;"],
    ["an error beside await", "const x = await f();\nconst = 1;"],
  ])("reads %s as CommonJS", (_what, script) => {
    expect(moduleKind(script)).toBe("cjs");
  });

  it.each([
    ["an import", 'import fs from "node:fs";'],
    ["an import of effects", 'import "node:fs"'],
    ["an export", "export const a = 1;"],
    ["import.meta", "console.log(import.meta.url)"],
    ["await outside of functions", "const x = await f();"],
    ["await in an argument", "console.log(await f());"],
    ["await in a template", "console.log(`${await f()}`);"],
    ["for await", "for await (const part of parts()) console.log(part);"],
    ["await before an import", 'const x = await f();\nimport fs from "node:fs";'],
    ["an import behind a line naming the interpreter", '#!/usr/bin/env node\nimport fs from "node:fs";'],
    [
      "names of CommonJS of its own",
      'import { createRequire } from "node:module";\nconst require = createRequire("/");',
    ],
  ])("reads %s as a module", (_what, script) => {
    expect(moduleKind(script)).toBe("mjs");
  });
});
