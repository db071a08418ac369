import { expect, it } from "vitest";
import { createRecordingContext } from "./recording-context.ts";
import { requestFor, type ConformanceBench } from "./conformance-bench.ts";

/** What a script writes, reads and ends with comes through unchanged. */
export function conformsInOutput(bench: () => ConformanceBench): void {
  async function runToEnd(script: string, changes: Parameters<typeof requestFor>[2] = {}) {
    const context = createRecordingContext();
    const request = requestFor(bench(), script, changes);
    const outcome = await bench().executor.run(request, context);
    await bench().executor.discard(context.lastHandle(), request);
    return { context, outcome, log: context.log };
  }

  it("tells stdout and stderr apart, each in order", async () => {
    const { log, outcome, context } = await runToEnd("for i in {1..500}; do echo out $i; echo err $i >&2; done");
    const lines = (word: string) =>
      Array.from({ length: 500 }, (_, index) => `${word} ${String(index + 1)}\n`).join("");
    expect(log.text("stdout")).toBe(lines("out"));
    expect(log.text("stderr")).toBe(lines("err"));
    expect(outcome).toMatchObject({ kind: "exited", exitCode: 0 });
    expect(context.startedCount()).toBe(1);
    expect(context.happened.indexOf("handle")).toBeLessThan(context.happened.indexOf("started"));
  });

  it("carries 1 MB of arbitrary bytes and terminal colours unchanged", async () => {
    const { log } = await runToEnd(
      String.raw`export LC_ALL=C; yes $'\xff\x80\x1b[31mZ\r' | tr Z '\000' | head -c 1048576`,
    );
    const unit = Buffer.from("ff801b5b33316d000d0a", "hex");
    const expected = Buffer.concat(Array<Buffer>(Math.ceil(1_048_576 / unit.length)).fill(unit)).subarray(0, 1_048_576);
    expect(log.bytes("stdout").equals(expected)).toBe(true);
    expect(log.bytes("stderr").length).toBe(0);
  });

  it("keeps a 3 MB line without a newline whole", async () => {
    const { log } = await runToEnd("head -c 3000000 /dev/zero | tr '\\000' x");
    expect(log.bytes("stdout").length).toBe(3_000_000);
    expect(log.bytes("stdout").every((byte) => byte === 0x78)).toBe(true);
  });

  it("keeps a character whose bytes are written in two parts", async () => {
    const { log } = await runToEnd(
      String.raw`printf '\342'; sleep 0.3; printf '\202\254\n'; printf '\360\237'; exit 0`,
    );
    expect(log.bytes("stdout").toString("hex")).toBe("e282ac0af09f");
  });

  it("ends without output when the script writes none", async () => {
    const { log, outcome } = await runToEnd(":");
    expect(log.position()).toEqual({ stdout: 0, stderr: 0 });
    expect(outcome).toMatchObject({ kind: "exited", exitCode: 0 });
  });

  it.each([
    ["exit 1", 1],
    ["echo partly; exit 3", 3],
    ["exit 126", 126],
    ["exit 127", 127],
    ["no-such-command-here", 127],
    ["kill -KILL $$", 137],
    ["kill -TERM $$", 143],
    ["kill -SEGV $$", 139],
    ["trap : USR1; kill -USR1 0; exit 7", 7],
  ])("reports the exit code of `%s` as it was, and adds nothing to its output", async (script, exitCode) => {
    const { log, outcome } = await runToEnd(script);
    expect(outcome).toMatchObject({ kind: "exited", exitCode });
    if (exitCode !== 127) expect([log.text("stderr"), log.text("system")]).toEqual(["", ""]);
  });

  it("runs python", async () => {
    const { log, outcome } = await runToEnd("import sys\nprint('from python')\nsys.exit(7)\n", { type: "PYTHON" });
    expect(log.text("stdout")).toBe("from python\n");
    expect(outcome).toMatchObject({ kind: "exited", exitCode: 7 });
  });

  it("runs node", async () => {
    const { log, outcome } = await runToEnd("console.log('from node'); process.exitCode = 7;", { type: "NODEJS" });
    expect(log.text("stdout")).toBe("from node\n");
    expect(outcome).toMatchObject({ kind: "exited", exitCode: 7 });
  });

  it("hands over the environment exactly", async () => {
    const environment = {
      PLAIN: "value",
      EMPTY: "",
      SPACES: "  two  spaces ",
      QUOTES: `it's "quoted" \`and\` $HOME \\ back\\\\slash $(id) !`,
      LINES: "first\nsecond\n\nlast\n",
      UNICODE: "żółć 日本語 🚀",
      CONTROL: "tab\there\u0001\u001b[0m\r",
      LONG: "x".repeat(90_000),
    };
    const names = Object.keys(environment);
    const { log } = await runToEnd(names.map((name) => `printf '%s|' "\${${name}-unset}"`).join("\n"), { environment });
    expect(log.text("stdout")).toBe(
      Object.values(environment)
        .map((value) => `${value}|`)
        .join(""),
    );
  });

  it("runs a script of 1 MB to its last line", async () => {
    const padding = `# ${"-".repeat(97)}\n`.repeat(10_500);
    const { log, outcome } = await runToEnd(`echo first\n${padding}echo last`);
    expect(log.text("stdout")).toBe("first\nlast\n");
    expect(outcome).toMatchObject({ kind: "exited", exitCode: 0 });
  });

  it("gives the script no input to wait for", async () => {
    const { log, outcome } = await runToEnd("cat; echo read to the end");
    expect(log.text("stdout")).toBe("read to the end\n");
    expect(outcome).toMatchObject({ kind: "exited", exitCode: 0 });
  });

  it("says which interpreter is missing", async () => {
    const { outcome } = await runToEnd("print('never')", { type: "PYTHON", ...bench().withoutInterpreter });
    expect(outcome).toMatchObject({ kind: "failed", failure: { reason: "interpreter_missing" } });
  });
}
