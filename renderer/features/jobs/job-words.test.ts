import { expect, test } from "vitest";
import { exitCodeMeaning, logFileName } from "./job-words.ts";

test("explains the exit codes that mean the same everywhere", () => {
  expect(exitCodeMeaning(0)).toBe("success");
  expect(exitCodeMeaning(-1)).toBe("stopped at its timeout");
  expect(exitCodeMeaning(-3)).toBe("the server could not be reached");
  expect(exitCodeMeaning(-3, undefined, "host_key_changed")).toBe("host key changed");
  expect(exitCodeMeaning(-1, undefined, "timed_out")).toBe("stopped at its timeout");
  expect(exitCodeMeaning(2, undefined, "nonzero_exit")).toBeUndefined();
  expect(exitCodeMeaning(-77)).toBe("the program could not run it");
  expect(exitCodeMeaning(127)).toBe("a command was not found");
  expect(exitCodeMeaning(137)).toBe("ended by the signal KILL");
});

test("counts targets only where several were meant, and says nothing where only the script knows", () => {
  expect(exitCodeMeaning(102, 3)).toBe("2 of 3 failed");
  expect(exitCodeMeaning(102)).toBeUndefined();
  expect(exitCodeMeaning(3)).toBeUndefined();
  expect(exitCodeMeaning(255)).toBeUndefined();
});

test("names a file so that any file system takes it", () => {
  expect(logFileName("Nightly: back/up ü", "job_1", "web-1")).toBe("Nightly-back-up-ü_job_1_web-1.log");
});
