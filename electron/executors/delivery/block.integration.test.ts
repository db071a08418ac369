import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldersOf, storeFiles } from "./block.ts";

const shells: readonly [string, readonly string[]][] = [
  ["dash", []],
  ["bash", ["--posix"]],
  ["busybox", ["sh"]],
];

/** Lays files into a folder of its own by a shell, and reads them back. */
function layDown(program: string, flags: readonly string[], contents: readonly Buffer[]): readonly Buffer[] {
  const folder = mkdtempSync(join(tmpdir(), "cronium-block-"));
  try {
    const files = contents.map((bytes, index) => ({ path: `it's file ${String(index)}`, bytes }));
    const { lines, behind } = storeFiles(files, "block", "|| return 1");
    const text = ["{", ...lines, "return 0", "}", ""].join("\n");
    writeFileSync(join(folder, "block"), Buffer.concat([Buffer.from(text), behind]));
    execFileSync(program, [...flags, "-c", ". ./block || exit 3; :"], { cwd: folder });
    return files.map(({ path }) => readFileSync(join(folder, path)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("storeFiles", () => {
  it.each(shells)("lays any files down whole in %s", (program, flags) => {
    const text = fc
      .string({
        unit: fc.oneof(fc.constantFrom("'", "\\", "\n", "$", "`", '"', "!", "%"), fc.string({ unit: "binary" })),
      })
      .map((value) => Buffer.from(value));
    const large = fc
      .integer({ min: 60_000, max: 200_000 })
      .map((size) => Buffer.alloc(size, "a line that is not so short\n"));
    const binary = fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from([...bytes, 0]));
    fc.assert(
      fc.property(fc.array(fc.oneof(text, text, large, binary), { minLength: 1, maxLength: 6 }), (contents) => {
        const laid = layDown(program, flags, contents);
        expect(laid.map((bytes, index) => bytes.equals(contents[index]!))).toEqual(contents.map(() => true));
      }),
      { numRuns: 20 },
    );
  });
});

describe("foldersOf", () => {
  it("names each folder once, after the one it is in", () => {
    const paths = ["a/b/c/file", "a/other", "top", "d/file"];
    expect(foldersOf(paths.map((path) => ({ path, bytes: Buffer.alloc(0) })))).toEqual(["a", "a/b", "a/b/c", "d"]);
  });
});
