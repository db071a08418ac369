import { expect, it } from "vitest";
import { runToEnd } from "./run-to-end.mjs";

const run = (code: string, options = {}) => runToEnd(process.execPath, ["--eval", code], options);

it("collects what a program says on both streams, and its exit code", async () => {
  const { code, output } = await run("console.log('out'); console.error('err'); process.exitCode = 7");
  expect(code).toBe(7);
  expect(output.split("\n").sort()).toEqual(["", "err", "out"]);
});

it("ends a program at its time limit and says so", async () => {
  const { code, output } = await run("setInterval(() => {}, 1000)", { timeoutMilliseconds: 50 });
  expect(code).toBe(124);
  expect(output).toContain("stopped after 50 ms");
});

it("reports the signal that ended a program, and a program that is not there", async () => {
  expect((await run("process.kill(process.pid, 'SIGKILL')")).code).toBe(137);
  expect(await runToEnd("/no/such/program", [])).toMatchObject({
    code: 127,
    output: expect.stringContaining("ENOENT"),
  });
});
