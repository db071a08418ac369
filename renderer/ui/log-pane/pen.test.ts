import fc from "fast-check";
import { expect, test } from "vitest";
import { applyToPen, penSequence, plainPen } from "./pen.ts";

function written(parameters: readonly string[], tint?: string): string {
  return penSequence(
    parameters.reduce((pen, each) => applyToPen(pen, each), plainPen),
    tint,
  ).replace("\u001b", "␛");
}

test("knows what is on after attributes were turned on and off", () => {
  expect(written(["1;31"])).toBe("␛[0;1;31m");
  expect(written(["1;31", "39"])).toBe("␛[0;1m");
  expect(written(["1;2;4", "22", "24"])).toBe("␛[0m");
  expect(written(["38;5;1;48;2;0;4;7"])).toBe("␛[0;38;5;1;48;2;0;4;7m");
  expect(written(["38:2::1:2:3;7"])).toBe("␛[0;38:2::1:2:3;7m");
  expect(written(["31;44", ""])).toBe("␛[0m");
  expect(written(["01;031"])).toBe("␛[0;1;31m");
  expect(written(["4:3", "4:0"])).toBe("␛[0m");
  expect(written(["58", "5", "1;38;5", "48;3"])).toBe("␛[0;5;1;3m");
});

test("tints only what chose no colour", () => {
  expect(written(["1"], "91")).toBe("␛[0;1;91m");
  expect(written(["32"], "91")).toBe("␛[0;32m");
});

const parameters = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 110 }).map(String), fc.constantFrom("38;5;7", "48;2;1;2;3", "", "58:5:3", "999")),
  { minLength: 1, maxLength: 6 },
);

test("what it writes brings another terminal to the same pen", () => {
  fc.assert(
    fc.property(fc.array(parameters, { maxLength: 5 }), (sequences) => {
      const pen = sequences.reduce((before, each) => applyToPen(before, each.join(";")), plainPen);
      const sequence = penSequence(pen, undefined);
      expect(new Map(applyToPen(plainPen, sequence.slice(2, -1)))).toEqual(new Map(pen));
    }),
  );
});
