import { expect, it } from "vitest";
import { isAtPrompt } from "./at-prompt.ts";

it.each(["ops@web-1:~$ ", "web-1# ", "$ ", "% ", "❯ ", "C:\\> "])("takes %j for a prompt", (line) => {
  expect(isAtPrompt(line, false)).toBe(true);
});

it.each(["", "ops@web-1:~$ sleep 100", "Password: ", "downloading 42", "~"])("takes %j for something else", (line) => {
  expect(isAtPrompt(line, false)).toBe(false);
});

it("takes nothing for a prompt in a program with a screen of its own", () => {
  expect(isAtPrompt("$ ", true)).toBe(false);
});
