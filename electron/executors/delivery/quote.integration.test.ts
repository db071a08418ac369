import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quote } from "./quote.ts";

const shells: readonly [string, readonly string[]][] = [
  ["dash", []],
  ["bash", ["--posix"]],
  ["busybox", ["sh"]],
];

describe("quote", () => {
  it.each(shells)("keeps any text whole in %s", (program, flags) => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom("'", "\\", "\n", "$", "`", '"', "!"), fc.string({ unit: "binary" })),
    });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 10 }), (values) => {
        const wanted = values.map((value) => value.replaceAll("\0", "").toWellFormed());
        const script = wanted.map((value) => `printf '%s\\0' ${quote(value)}`).join("\n");
        const printed = execFileSync(program, [...flags], { input: script, encoding: "utf8" });
        expect(printed.split("\0").slice(0, -1)).toEqual(wanted);
      }),
      { numRuns: 40 },
    );
  });
});
