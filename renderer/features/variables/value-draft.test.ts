import fc from "fast-check";
import { expect, it } from "vitest";
import { draftValue, lookalike, readValue, storedWords } from "./value-draft.ts";

it("gives back any value that is edited and left alone", () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.string({ unit: "grapheme" })), (value) => {
      const plain: unknown = JSON.parse(JSON.stringify(value));
      expect(readValue(draftValue(JSON.stringify(value)))).toEqual({ ok: true, value: plain });
    }),
  );
});

it("keeps a text a text, whatever it looks like, and says what it looks like", () => {
  expect(readValue({ mode: "text", content: "5" })).toEqual({ ok: true, value: "5" });
  expect(lookalike({ mode: "text", content: "5" })).toBe("a number");
  expect(lookalike({ mode: "text", content: ' {"a":1}' })).toBe("an object");
  expect(lookalike({ mode: "text", content: '"quoted"' })).toBeUndefined();
  expect(lookalike({ mode: "text", content: "eu-central" })).toBeUndefined();
  expect(lookalike({ mode: "json", content: "5" })).toBeUndefined();
});

it("says what is no JSON, and what scripts get", () => {
  expect(readValue({ mode: "json", content: "{a}" })).toMatchObject({ ok: false });
  expect(readValue({ mode: "json", content: " " })).toMatchObject({
    ok: false,
    error: "Write a value, such as 5, true, null or [1, 2]",
  });
  expect(storedWords({ mode: "json", content: "false" })).toBe("Scripts get true or false.");
  expect(storedWords({ mode: "text", content: "" })).toBe("Scripts get an empty text.");
  expect(storedWords({ mode: "json", content: "{" })).toBeUndefined();
});
