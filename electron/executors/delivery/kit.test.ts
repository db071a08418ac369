import { describe, expect, it } from "vitest";
import { scriptTypes } from "../../../shared/words.ts";
import { prepareArrival } from "./arrival.ts";
import { kitOf } from "./kit.ts";

/** A run waits for all of it to be laid down. */
const mostBytes = 96 * 1024;

describe("the kit of a language", () => {
  it.each(scriptTypes.map((type) => [type]))("of %s is small, whole, and text that a shell can hold", (type) => {
    const { files } = kitOf(type);
    expect(files.length).toBeGreaterThan(2);
    expect(files.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(mostBytes);
    expect(files.filter(({ bytes }) => bytes.includes(0)).map(({ path }) => path)).toEqual([]);
  });

  it("is found where the interpreter is told that it is", () => {
    const { files, interpreterWords } = kitOf("NODEJS");
    const required = interpreterWords.at(-1)?.replaceAll(/^"@ROOT@\/|"$/g, "");
    expect(files.map(({ path }) => path)).toContain(required);
    const named = kitOf("BASH").files.map(({ path }) => path);
    expect(named).toContain("bash/inject.sh");
  });
});

describe("prepareArrival", () => {
  it("sets what the event has set before the variable is extended, and all else after it", () => {
    const environment = { spool: "/elsewhere", PYTHONPATH: "/mine", TOKEN: "it's" };
    const { variables, scriptName } = prepareArrival({ type: "PYTHON", script: "", environment }, "$spool");
    expect(scriptName).toBe("script");
    expect(variables).toEqual([
      ["PYTHONPATH", "'/mine'"],
      ["PYTHONPATH", '"$spool/python${PYTHONPATH:+:$PYTHONPATH}"'],
      ["spool", "'/elsewhere'"],
      ["TOKEN", "'it'\\''s'"],
    ]);
  });
});
