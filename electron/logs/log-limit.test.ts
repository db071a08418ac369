import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFakeClock } from "../testing/fake-clock.ts";
import { systemLogFiles, type LogFile, type LogFiles } from "./log-file.ts";
import { readWholeLog } from "./log-reader.ts";
import { openLogWriter, type KeptLog, type LogWriter } from "./log-writer.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cronium-limit-"));
});
afterEach(async () => {
  // Those of writers that were killed.
  await Promise.all([...opened].map((file) => file.close()));
  opened.clear();
  await rm(folder, { recursive: true });
});

const opened = new Set<LogFile>();
const files: LogFiles = {
  async open(path) {
    const file = await systemLogFiles.open(path);
    const kept: LogFile = {
      ...file,
      close() {
        opened.delete(kept);
        return file.close();
      },
    };
    opened.add(kept);
    return kept;
  },
};

function open(limitBytes: number, name = "a", secrets: readonly string[] = []): Promise<LogWriter> {
  return openLogWriter({
    path: join(folder, `${name}.log`),
    clock: createFakeClock(1_000),
    secrets,
    limitBytes,
    grown: () => undefined,
    files,
  });
}

interface Content {
  readonly stdout: string;
  readonly stderr: string;
  readonly system: string;
  readonly all: string;
}

async function read(name = "a"): Promise<Content> {
  const content = { stdout: "", stderr: "", system: "", all: "" };
  for await (const { frames } of readWholeLog(join(folder, `${name}.log`))) {
    for (const { stream, payload } of frames) {
      content[stream] += payload.toString("latin1");
      content.all += payload.toString("latin1");
    }
  }
  return content;
}

const numbered = (count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, line) => `line ${String(line).padStart(6, "0")}\n`).join(""));

test("keeps the beginning and the end, whole lines, and says what is missing between", async () => {
  const writer = await open(10_000);
  const output = numbered(5_000);
  for (let at = 0; at < output.length; at += 700) await writer.write("stdout", output.subarray(at, at + 700));
  expect(writer.position().stdout).toBe(output.length);
  const kept = await writer.close(true);
  const { stdout, system, all } = await read();
  const whole = output.toString();
  expect(whole.startsWith(stdout.slice(0, 7_000))).toBe(true);
  expect(whole.endsWith(stdout.slice(-2_400))).toBe(true);
  expect(stdout.split("\n").every((line) => line === "" || /^line \d{6}$/.test(line))).toBe(true);
  expect(kept.droppedBytes).toBe(output.length - stdout.length);
  expect(kept.bytes).toBe(all.length);
  expect(kept.bytes).toBeLessThan(11_000);
  expect(kept.sha256).toBe(createHash("sha256").update(all, "latin1").digest("hex"));
  expect(system).toMatch(
    /^\nThe limit of this log is reached: its first [\d,]+ bytes are kept\. What follows is left out, except for about the last/,
  );
  expect(system).toContain(`Here the log goes on: ${kept.droppedBytes.toLocaleString("en-US")} bytes were left out.`);
  expect(system).toMatch(/The last [\d,]+ bytes follow\.\n/);
});

test("an output within its limit carries no mark", async () => {
  const writer = await open(10_000);
  await writer.write("stdout", Buffer.alloc(7_500, "a"));
  expect(await writer.close(true)).toMatchObject({ bytes: 7_500, droppedBytes: 0 });
  expect((await read()).system).toBe("");
});

test("an output that the end has room for loses nothing", async () => {
  const writer = await open(10_000);
  await writer.write("stdout", Buffer.from(`${"a".repeat(7_400)}\n${"b".repeat(300)}\n`));
  expect(await writer.close(true)).toMatchObject({ droppedBytes: 0 });
  expect((await read()).stdout).toHaveLength(7_702);
  expect((await read()).system).toContain("nothing had to be left out");
});

test("a secret that lies on the edge is not in what is kept", async () => {
  for (let before = 7_480; before <= 7_500; before++) {
    const name = String(before);
    const writer = await open(10_000, name, ["topsecret"]);
    await writer.write("stdout", Buffer.from(`${"a".repeat(before)}topsecret${"b".repeat(4_000)}`));
    await writer.close(true);
    expect((await read(name)).stdout).not.toMatch(/top|ret/);
  }
});

/** Writes an output with kills in between, as an executor does: it reads on from the writer's position. */
async function writeWithKills(
  output: Buffer,
  kills: readonly number[],
  { limitBytes, name, atEnd }: { readonly limitBytes: number; readonly name: string; readonly atEnd: boolean },
): Promise<KeptLog> {
  let writer = await open(limitBytes, name);
  let step = 0;
  const mayBeKilled = async (): Promise<void> => {
    if (!kills.includes(step++)) return;
    // Left as it is, without close: the file is all that a new process finds.
    writer = await open(limitBytes, name);
  };
  while (writer.position().stdout < output.length) {
    const at = writer.position().stdout;
    await writer.write("stdout", output.subarray(at, at + 1_500));
    await mayBeKilled();
    if (step > 2_000) throw new Error("no progress");
  }
  if (!atEnd) return writer.close(true);
  // Killed after the end was written and before it was settled.
  await writer.close(true);
  const again = await open(limitBytes, name);
  await again.write("stdout", output.subarray(again.position().stdout));
  return again.close(true);
}

test("after any kills the log, its size, its checksum and the count are those of a run without", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(30), { maxLength: 4 }),
      fc.constantFrom(4_000, 20_000, 100_000),
      fc.boolean(),
      fc.uuid(),
      async (kills, limitBytes, atEnd, name) => {
        const output = numbered(3_000);
        const plain = await writeWithKills(output, [], { limitBytes, name: `plain-${name}`, atEnd: false });
        const killed = await writeWithKills(output, kills, { limitBytes, name, atEnd });
        const content = await read(name);
        expect(content.system.split("is reached").length - 1).toBe(limitBytes < output.length ? 1 : 0);
        // Where it begins again a piece may be cut elsewhere: the end is a few lines longer or shorter.
        expect(killed.droppedBytes).toBe(output.length - content.stdout.length);
        expect(Math.abs(killed.droppedBytes - plain.droppedBytes)).toBeLessThan(70_000);
        expect(killed.bytes).toBe(content.all.length);
        expect(killed.sha256).toBe(createHash("sha256").update(content.all, "latin1").digest("hex"));
        expect(output.toString().endsWith(content.stdout.slice(-900))).toBe(true);
      },
    ),
    { numRuns: 25 },
  );
});

test("what was left out long ago is not read again when a run is taken up", async () => {
  const first = await open(10_000);
  const chunk = Buffer.alloc(1024 * 1024, "0123456789abcde\n");
  for (let piece = 0; piece < 40; piece++) await first.write("stdout", chunk);
  const second = await open(10_000);
  expect(second.position().stdout).toBeGreaterThan(20 * chunk.length);
  for (let at = second.position().stdout; at < 40 * chunk.length; at = second.position().stdout) {
    await second.write("stdout", chunk.subarray(at % chunk.length));
  }
  const kept = await second.close(true);
  const { stdout, system } = await read();
  expect(kept.droppedBytes).toBe(40 * chunk.length - stdout.length);
  expect(system.split("is reached")).toHaveLength(2);
});

test("a run that goes on without the program is not given an end, and reads a held-back secret again", async () => {
  const first = await open(10_000, "a", ["topsecret"]);
  await first.write("stdout", Buffer.from(`${"x".repeat(20_000)}\ntopse`));
  await first.close(false);
  expect((await read()).system).not.toContain("the log goes on");
  expect((await read()).stdout).not.toContain("tops");
  const second = await open(10_000, "a", ["topsecret"]);
  const whole = `${"x".repeat(20_000)}\ntopsecret done`;
  expect(second.position().stdout).toBeLessThanOrEqual(20_001);
  await second.write("stdout", Buffer.from(whole.slice(second.position().stdout)));
  const kept = await second.close(true);
  expect((await read()).stdout).toMatch(/•|\u00e2/);
  expect((await read()).stdout).not.toContain("tops");
  expect(kept.droppedBytes).toBeGreaterThan(9_000);
});
