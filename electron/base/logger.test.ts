import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openLogger } from "./logger.ts";

it("tells what an error says and where it comes from, and hides what is secret", () => {
  const directory = mkdtempSync(join(tmpdir(), "cronium-logger-"));
  const path = join(directory, "program.log");
  const logger = openLogger("info", path, (line) => line.replaceAll("hunter2", "••••••"));
  const cause = Object.assign(new RangeError("the disk said hunter2"), { code: "EIO" });
  logger.error({ error: new Error("It broke", { cause }) }, "a call failed");
  logger.error({ error: "only words" }, "another");
  const [first = "", second = ""] = readFileSync(path, "utf8").split("\n");
  rmSync(directory, { recursive: true });
  expect(JSON.parse(first)).toMatchObject({
    msg: "a call failed",
    error: {
      name: "Error",
      message: "It broke",
      stack: expect.stringContaining("logger.test.ts") as string,
      cause: { name: "RangeError", message: "the disk said ••••••", code: "EIO" },
    },
  });
  expect(JSON.parse(second)).toMatchObject({ error: "only words" });
});
