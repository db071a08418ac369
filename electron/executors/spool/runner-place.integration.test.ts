import { execFileSync, spawn } from "node:child_process";
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { canMount, mountSmallDisk, unmountAll } from "../../testing/small-disk.ts";
import type { ExecutionRequest } from "../executor.ts";
import { buildPayload } from "../payload/build-payload.ts";
import { createRecordedLog, until } from "../recording-context.ts";
import type { Commands } from "./command-channel.ts";
import { createCommandSpool } from "./command-spool.ts";
import { verbOf } from "./runner-commands.ts";
import { runnerText } from "./runner-text.ts";

let home: string;
let asked: (string | undefined)[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "cronium-place-"));
  asked = [];
});
afterEach(async () => {
  // A keeper clears up after its script, in the spool.
  await until(
    "everybody to have left",
    () => !readdirSync("/proc").some((pid) => workingDirectory(pid).startsWith(home)),
  );
  unmountAll();
  rmSync(home, { recursive: true, force: true });
});

/** Shells on this computer with a home of their own, like those of a server; keeps account of what is asked but for following. */
const commands: Commands = {
  place: "the server",
  open(command) {
    const verb = verbOf(command);
    if (verb !== "follow") asked.push(verb);
    const environment = { HOME: home, PATH: process.env["PATH"] ?? "" };
    const child = spawn("sh", ["-c", command], { stdio: "pipe", env: environment, cwd: home });
    child.stdin.on("error", () => undefined);
    const ended = new Promise<number | undefined>((resolve) => {
      child.once("exit", (code) => {
        resolve(code ?? 128);
      });
    });
    const close = (): void => {
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    };
    return Promise.resolve({ stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, close });
  },
};

function workingDirectory(pid: string): string {
  try {
    return /^\d+$/.test(pid) ? readlinkSync(`/proc/${pid}/cwd`) : "";
  } catch {
    // It has ended meanwhile.
    return "";
  }
}

let count = 0;

/** Starts a script and follows it to its end. */
async function runScript(script: string, directory = ".cronium") {
  const executionId = `exec_place_${String((count += 1))}`;
  const request: ExecutionRequest = {
    ...{ executionId, jobId: "job_1", type: "BASH", script, environment: {}, graceMs: 1_000 },
    target: { on: "this-computer" },
  };
  const spool = createCommandSpool({
    ...{ commands, clock: systemClock, request, directory },
    ...{ keepsPayloads: true, followFromStart: true, concern: "server" },
    prepare: () =>
      Promise.resolve({
        environment: { EXTRA: "it's ours" },
        files: [{ path: "runtime/in/note", bytes: Buffer.from("ü\0") }],
      }),
  });
  const { signal } = new AbortController();
  const log = createRecordedLog();
  const answer = await spool.start(signal).catch((error: unknown) => error as { failure: unknown });
  if ("kind" in answer && answer.kind === "started") {
    await spool.follow(log, signal);
    // What came at the very end may be still to be asked for.
    await spool.follow(log, signal);
  }
  return { answer, log, spool, executionId };
}

const failureOf = (reason: string, words: RegExp) =>
  expect.objectContaining({
    failure: { reason, message: expect.stringMatching(words) as string },
  }) as unknown;

describe("a place without a runner", () => {
  it("is given it once, and the payload once; after that a start is one command", async () => {
    const first = await runScript("echo $EXTRA");
    expect(first.log.text("stdout")).toContain("it's ours");
    expect(asked).toEqual(["start", "install", "start", "store", "start"]);
    asked = [];
    await runScript("echo $EXTRA");
    expect(asked).toEqual(["start"]);
    const installed = join(home, ".cronium", "runner", runnerText().version);
    expect(readdirSync(installed).sort()).toEqual(["cronium-runner", "used"]);
    expect(readFileSync(join(installed, "cronium-runner"), "utf8")).toBe(runnerText().text);
  });

  it("leaves an older version where it is", async () => {
    const older = join(home, ".cronium", "runner", "0123456789abcdef");
    mkdirSync(older, { recursive: true });
    writeFileSync(join(older, "cronium-runner"), "exit 1\n");
    const { log } = await runScript("echo new");
    expect(log.text("stdout")).toBe("new\n");
    expect(existsSync(older)).toBe(true);
  });

  it("is given a damaged runner anew, and nothing is started twice", async () => {
    const { spool } = await runScript("echo first");
    const path = join(home, ".cronium", "runner", runnerText().version, "cronium-runner");
    writeFileSync(path, "if then\n");
    asked = [];
    const { answer } = await runScript("echo second");
    expect(answer).toMatchObject({ message: "The runner on the server was damaged and has been put there anew" });
    expect(asked).toEqual(["start", "install"]);
    writeFileSync(path, "if then\n");
    const { signal } = new AbortController();
    asked = [];
    expect(await spool.status(false, signal)).toMatchObject({ state: "exited" });
    expect(asked).toEqual(["status", "install", "status"]);
    expect(readFileSync(path, "utf8")).toBe(runnerText().text);
  });

  it("is given a damaged payload anew, once", async () => {
    await runScript("echo whole");
    const { sha256 } = buildPayload({ type: "BASH", script: "echo whole" });
    const path = join(home, ".cronium", "payloads", `${sha256}.tar.gz`);
    appendFileSync(path, "x");
    asked = [];
    const { log } = await runScript("echo whole");
    expect(log.text("stdout")).toBe("whole\n");
    expect(asked).toEqual(["start", "store", "start"]);
  });

  it("lays files into a run, gives others back, and leaves no secret one after its end", async () => {
    const script = `wc -c <"$CRONIUM_HELPERS/../../../runtime/in/note"; mkdir -p "$CRONIUM_HELPERS/../../../runtime/out"
echo '{"a":1}' >"$CRONIUM_HELPERS/../../../runtime/out/output.json"`;
    const { log, spool, executionId } = await runScript(script);
    expect(log.text("stdout").trim()).toBe("3");
    const { signal } = new AbortController();
    expect((await spool.read("runtime/out/output.json", 4, signal))?.bytes.toString()).toBe('{"a"');
    expect(await spool.read("runtime/out/none", 4, signal)).toBeUndefined();
    const given = join(home, ".cronium", "runs", executionId, "runtime", "in");
    await until("what was given to be gone", () => !existsSync(given));
    await spool.discard(signal);
    expect(readdirSync(join(home, ".cronium", "runs"))).toEqual([]);
  });
});

describe.skipIf(!canMount)("a place that takes no files", () => {
  it("is told from others when its disk is full, before the runner is there and after", async () => {
    const full = mountSmallDisk(mkdtempSync(join(home, "full-")), "16k");
    expect((await runScript("echo never", full)).answer).toEqual(failureOf("server_disk_full", /No space left/));
    const tight = mountSmallDisk(mkdtempSync(join(home, "tight-")), "160k");
    await runScript("echo first", tight);
    execFileSync("sh", ["-c", `cat /dev/zero >"${tight}/filler" || :`], { stdio: "ignore" });
    expect((await runScript("echo second", tight)).answer).toEqual(failureOf("server_disk_full", /No space left/));
    expect((await runScript("echo first", tight)).answer).toEqual(failureOf("server_disk_full", /No space left/));
  });

  it("is told from others when it is read-only", async () => {
    const closed = mountSmallDisk(mkdtempSync(join(home, "closed-")), "1m");
    execFileSync("mount", ["-o", "remount,ro", closed]);
    expect((await runScript("echo never", closed)).answer).toEqual(failureOf("server_read_only", /Read-only/));
  });

  it("runs scripts where no file of it may be executed", async () => {
    const plain = mountSmallDisk(mkdtempSync(join(home, "plain-")), "1m");
    execFileSync("mount", ["-o", "remount,noexec", plain]);
    const { log } = await runScript("echo all the same", plain);
    expect(log.text("stdout")).toBe("all the same\n");
  });
});

it.skipIf(process.getuid?.() !== 0)("runs nothing that lies in another user's directory", async () => {
  const directory = join(home, "shared");
  expect((await runScript("echo ours", directory)).log.text("stdout")).toBe("ours\n");
  const runner = join(directory, "runner", runnerText().version, "cronium-runner");
  writeFileSync(runner, `touch ${join(home, "theirs-has-run")}\n`);
  for (const path of [runner, directory]) {
    chownSync(path, 65_534, 65_534);
    const { answer } = await runScript("echo never", directory);
    if (path === directory) expect(answer).toEqual(failureOf("runner_failed", /belongs to another user/));
    expect(existsSync(join(home, "theirs-has-run"))).toBe(false);
  }
});

it("names what is in the way of the runner's directory", async () => {
  writeFileSync(join(home, "file"), "");
  expect((await runScript("echo never", "file")).answer).toEqual(
    failureOf("runner_failed", /Not a directory|File exists/),
  );
});
