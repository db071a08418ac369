import { expect, it } from "vitest";
import { readFlags } from "./command-line.ts";

it("reads its own flags among whatever else is on the line", () => {
  const words = [
    ".",
    "--no-sandbox",
    "--data",
    "/srv/cronium",
    "--original-process-start-time=1",
    "--port=0",
    "cronium://x",
  ];
  expect(readFlags(words)).toEqual({ dataDirectory: "/srv/cronium", port: "0" });
});

it("leaves out what is not there, or has no value", () => {
  expect(readFlags([])).toEqual({ dataDirectory: undefined, port: undefined });
  expect(readFlags(["--data"])).toEqual({ dataDirectory: undefined, port: undefined });
});
