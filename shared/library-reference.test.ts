import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { libraryEntries, librarySnippets, plainSnippet, searchLibrary } from "./library-reference.ts";
import { scriptTypes } from "./words.ts";

const runtimes = join(import.meta.dirname, "..", "runtimes");
const callsOf = (type: (typeof scriptTypes)[number]) =>
  libraryEntries(type)
    .map(({ call }) => call)
    .sort();

describe("the reference of the helper library", () => {
  it("has exactly what Bash can call", () => {
    const text = readFileSync(join(runtimes, "bash", "cronium.sh"), "utf8");
    const names = [...text.matchAll(/^(cronium_[a-z_]+)\(\)/gm)].map(([, name]) => name);
    expect(callsOf("BASH")).toEqual(names.sort());
  });

  it("has exactly what Python offers", () => {
    const text = readFileSync(join(runtimes, "python", "src", "cronium", "__init__.py"), "utf8");
    const [, list = ""] = /__all__ = \[([^\]]*)\]/.exec(text) ?? [];
    const names = [...list.matchAll(/"([a-z_]+)"/g)].map(([, name]) => name).filter((name) => name !== "cronium");
    expect(callsOf("PYTHON")).toEqual(names.map((name) => `cronium.${name ?? ""}`).sort());
  });

  it("has exactly what Node offers", () => {
    const library = createRequire(import.meta.url)(join(runtimes, "node", "lib", "operations.cjs")) as {
      readonly operations: Readonly<Record<string, unknown>>;
    };
    const names = [...Object.keys(library.operations), "context", "streamInput", "streamOutput"];
    expect(callsOf("NODEJS")).toEqual(names.map((name) => `cronium.${name}`).sort());
  });

  it.each(scriptTypes)("says and shows something of each in %s, its own name in it", (type) => {
    for (const { call, does, signature, example } of libraryEntries(type)) {
      expect(does).toMatch(/^[A-Z].*\.$/);
      expect(signature).toContain(type === "BASH" ? call : call.replace("cronium.", ""));
      expect(example).toContain(call);
    }
  });

  it("has examples and snippets that their languages can read", () => {
    const lines = (type: (typeof scriptTypes)[number]) => [
      ...libraryEntries(type).map(({ example }) => example),
      ...librarySnippets(type).map(plainSnippet),
    ];
    execFileSync("bash", ["-n"], { input: lines("BASH").join("\n") });
    // Several declare the same names.
    const scripts = lines("NODEJS").map((text) => `{ ${text} }`);
    execFileSync(process.execPath, ["--check", "--input-type=module"], { input: scripts.join("\n") });
  });
});

describe("searching it", () => {
  const entries = libraryEntries("PYTHON");
  const search = (text: string) => searchLibrary(entries, ({ call }) => call, text).map(({ call }) => call);

  it("finds by name, by sentence, and by several words in any case", () => {
    expect(search("get_var")).toEqual(["cronium.get_variable", "cronium.get_variable_entry"]);
    expect(search("NUMBER adds")).toEqual(["cronium.increment_variable"]);
    expect(search("")).toHaveLength(entries.length);
    expect(search("nothing of the kind")).toEqual([]);
  });

  it("never finds more for more words", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (first, second) => {
        expect(search(first)).toEqual(expect.arrayContaining(search(`${first} ${second}`)));
      }),
    );
  });
});
