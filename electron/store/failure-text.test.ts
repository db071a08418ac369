import { expect, it } from "vitest";
import { failureMessage, failureOfRow, failureText } from "./failure-text.ts";

it("a failure is stored with its own remedy and line, and read again", () => {
  const whole = { message: "No\nway", remedy: "Add it.", line: "ssh-ed25519 AAAA me" };
  const text = failureText(whole);
  expect(failureOfRow({ failure_reason: "authentication_failed", failure_message: text })).toEqual({
    reason: "authentication_failed",
    ...whole,
  });
  expect(failureMessage(text)).toBe("No\nway");
  expect(failureText({ message: "Plain" })).toBe("Plain");
  expect(failureOfRow({ failure_reason: "lost", failure_message: "Plain" })).toEqual({
    reason: "lost",
    message: "Plain",
  });
  expect(failureOfRow({ failure_reason: null, failure_message: null })).toBeUndefined();
});
