import {
  existsSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
  mkdirSync,
  appendFileSync,
  readFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeRunnerHome, type RunnerHome } from "../../testing/runner-home.ts";
import { processesNaming, uniqueSleep } from "../conformance-bench.ts";
import { buildPayload } from "../payload/build-payload.ts";
import { until } from "../recording-context.ts";
import { limitMark } from "./limit-mark.ts";

let place: RunnerHome;
let runner: string;
beforeEach(() => {
  place = makeRunnerHome();
  runner = place.install();
});
afterEach(() => {
  place.remove();
});

const shells = [
  ["dash", ["dash"]],
  ["busybox ash", ["busybox", "sh"]],
  ["bash", ["bash", "--posix"]],
] as const;

const runs = (): readonly string[] => {
  const folder = join(place.directory, "runs");
  return existsSync(folder) ? readdirSync(folder) : [];
};

/** A payload as a file beside its checksum, for a person to run. */
function payloadFile(script: string, changes: { readonly bytes?: Uint8Array } = {}): string {
  const { sha256, bytes } = buildPayload({ type: "BASH", script, environment: { REGION: "it's west" } });
  const path = join(place.home, "payload.tar.gz");
  writeFileSync(path, changes.bytes ?? bytes);
  writeFileSync(`${path}.sha256`, `${sha256}  payload.tar.gz\n`);
  return path;
}

/** Starts a run as a program does, with `SECRET` in its environment, and leaves it. */
async function start(id: string, script: string, by = runner, path?: string) {
  const payload = buildPayload({ type: "BASH", script });
  place.keep(payload);
  const environment = `root=$spool/payload\n. "$root/lib/start.sh"\ncommand export SECRET='canary-5f1d'\n`;
  const words = ["sh", by, "--marked", id, "start", id, "3", "0", "bash", "leave", payload.sha256];
  const answer = await place.run([...words, "", limitMark(id).kibibytes, ""], {
    input: environment,
    ...(path !== undefined && { path }),
  });
  return { ...answer, payload };
}

const ended = (id: string) => until("the run to end", () => existsSync(join(place.directory, "runs", id, "exit")));

describe.each(shells)("the runner in %s, by hand", (_name, shell) => {
  it("runs an archive in the foreground, ends with its exit code, and leaves nothing", async () => {
    const script = 'echo "$REGION $1"; echo note >&2; type -t cronium_input; exit 7';
    const answer = await place.run([...shell, runner, "run", payloadFile(script)]);
    expect(answer).toEqual({ code: 7, stdout: "it's west \nfunction\n", stderr: "note\n" });
    expect(runs()).toEqual([]);
  });

  it("gives a script its input, as the libraries read it", async () => {
    const input = join(place.home, "input.json");
    writeFileSync(input, '{"name":"ü"}');
    const answer = await place.run([...shell, runner, "run", payloadFile("cronium_input"), "--input", input]);
    expect({ ...answer, stdout: answer.stdout.replaceAll(/\s/g, "") }).toEqual({
      code: 0,
      stdout: '{"name":"ü"}',
      stderr: "",
    });
  });

  it("refuses a damaged archive before anything of it runs", async () => {
    const path = payloadFile(`touch ${join(place.home, "has-run")}`);
    appendFileSync(path, "x");
    const answer = await place.run([...shell, runner, "run", path]);
    expect(answer).toMatchObject({ code: 65, stdout: "" });
    expect(answer.stderr).toContain("is damaged: its checksum is");
    expect(existsSync(join(place.home, "has-run"))).toBe(false);
  });

  it("says how it is used, and ends with 64", async () => {
    for (const words of [[], ["frobnicate"], ["run"], ["tail", "a", "b"], ["sweep", "soon"], ["kill", "a", "now"]]) {
      const answer = await place.run([...shell, runner, ...words]);
      expect(answer, words.join(" ")).toMatchObject({ code: 64, stdout: "" });
      expect(answer.stderr).toContain("usage: sh cronium-runner VERB");
    }
    expect((await place.run([...shell, runner, "status", "../x"])).code).toBe(64);
    expect(await place.run([...shell, runner, "status", "none"])).toMatchObject({ code: 66, stdout: "absent\n" });
  });

  it("looks after a run: status, output from an offset, end", async () => {
    const word = uniqueSleep();
    await start("exec_1", `echo one; echo two; echo note >&2; sleep ${word}; echo three`);
    await until("the sleeper", () => processesNaming(word).length > 0);
    const spooled = (name: string): string => readFileSync(join(place.directory, "runs", "exec_1", name), "utf8");
    await until("its words", () => spooled("stdout") === "one\ntwo\n" && spooled("stderr") === "note\n");
    expect((await place.run([...shell, runner, "status", "exec_1"])).stdout).toMatch(/^running \d+ /);
    const tail = place.run([...shell, runner, "tail", "exec_1", "--from", "4,2"]);
    const killed = await place.run([...shell, runner, "kill", "exec_1", "1"]);
    expect(killed.stdout).toMatch(/^stopped$/m);
    expect(killed.stdout).toMatch(/^clear /m);
    expect(await tail).toMatchObject({ code: 0, stdout: "two\n", stderr: "te\n" });
    expect(processesNaming(word)).toEqual([]);
  });
});

describe("what the runner starts for a program", () => {
  it("keeps no secret in a file or a command line, while it runs and after", async () => {
    const word = uniqueSleep();
    const { stdout } = await start("exec_2", `[ "$SECRET" ] && echo has it; sleep ${word}`);
    expect(stdout).toMatch(/^cronium-spool-exec_2 started \d+ /m);
    await until("the sleeper", () => processesNaming(word).length > 0);
    expect(place.allFiles()).not.toContain("canary-5f1d");
    expect(processesNaming("canary-5f1d")).toEqual([]);
    for (const name of ["runner", "payloads", "runs", "runs/exec_2"]) {
      expect(statSync(join(place.directory, name)).mode & 0o077, name).toBe(0);
    }
    await place.run(["sh", runner, "kill", "exec_2", "1"]);
    expect(readFileSync(join(place.directory, "runs", "exec_2", "stdout"), "utf8")).toBe("has it\n");
    expect(place.allFiles()).not.toContain("canary-5f1d");
    await place.run(["sh", runner, "discard", "exec_2"]);
    expect(runs()).toEqual([]);
  });

  it("refuses a payload that changed in the cache, removes it, and runs nothing", async () => {
    const payload = buildPayload({ type: "BASH", script: "echo never" });
    const path = place.keep(payload);
    appendFileSync(path, "x");
    const words = ["sh", runner, "--marked", "exec_3", "start", "exec_3", "0", "0", "bash", "leave", payload.sha256];
    const damaged = await place.run([...words, "", "1125899906842700", ""]);
    expect(damaged.stdout).toContain("cronium-spool-exec_3 failed payload its checksum is ");
    expect(existsSync(path)).toBe(false);
    const missing = await place.run([...words, "", "1125899906842700", ""]);
    expect(missing.stdout).toContain("failed absent");
    expect(runs()).toEqual([]);
  });

  it("does with a tar that knows no z and any one tool for checksums, and says when there is none", async () => {
    const usual = [
      "sh",
      "bash",
      "gzip",
      "mkdir",
      "mkfifo",
      "cat",
      "rm",
      "mv",
      "setsid",
      "wc",
      "head",
      "tr",
      "dd",
      "grep",
    ];
    const path = place.tools([...usual, "openssl"]);
    const tar = await place.run(["sh", "-c", "command -v tar"]);
    const plain = `case $1 in *z*) exit 64 ;; esac\nexec ${tar.stdout.trim()} "$@"\n`;
    writeFileSync(join(path, "tar"), `#!/bin/sh\n${plain}`, { mode: 0o700 });
    await start("exec_4", "echo unpacked", runner, path);
    await ended("exec_4");
    expect(readFileSync(join(place.directory, "runs", "exec_4", "stdout"), "utf8")).toBe("unpacked\n");
    const without = await start("exec_5", "echo never", runner, place.tools([...usual, "tar"]));
    expect(without.stdout).toContain("failed payload none of sha256sum, shasum, openssl and busybox is there");
    // It was not found to be bad, so it stays.
    expect(existsSync(join(place.directory, "payloads", `${without.payload.sha256}.tar.gz`))).toBe(true);
  });

  it("tells how a run has ended though a full disk has kept its keeper from naming itself", async () => {
    await start("exec_9", "exit 5");
    await ended("exec_9");
    writeFileSync(join(place.directory, "runs", "exec_9", "process"), "");
    expect((await place.run(["sh", runner, "status", "exec_9"])).stdout).toMatch(/^exited 5 /);
  });

  it("removes a run while its keeper still clears up in it", async () => {
    await start("exec_8", "echo done");
    await ended("exec_8");
    // Two who remove the same folder get in each other's way.
    const path = place.tools(["sh", "sleep", "touch"]);
    const rm = `#!/bin/sh\n[ -e "${path}/tried" ] && exec /bin/rm "$@"\ntouch "${path}/tried"\nexit 1\n`;
    writeFileSync(join(path, "rm"), rm, { mode: 0o700 });
    const answer = await place.run(["sh", runner, "discard", "exec_8"], { path });
    expect(answer.stdout).toBe("discarded\n");
    expect(runs()).toEqual([]);
  });

  it("gives files of a spool back in part, and none from elsewhere", async () => {
    await start("exec_6", "echo done");
    await ended("exec_6");
    const spool = join(place.directory, "runs", "exec_6");
    mkdirSync(join(spool, "runtime", "out"), { recursive: true });
    writeFileSync(join(spool, "runtime", "out", "output.json"), '{"a":1}');
    const read = (name: string, bytes: string) => place.run(["sh", runner, "read", "exec_6", name, bytes]);
    expect((await read("runtime/out/output.json", "4")).stdout).toBe('file 7\n{"a"');
    expect((await read("runtime/out/none", "4")).stdout).toBe("absent\n");
    await place.run(["ln", "-s", "/etc", join(spool, "runtime", "link")]);
    expect((await read("runtime/link/passwd", "4")).stdout).toBe("absent\n");
    await place.run(["ln", "-s", "/etc/passwd", join(spool, "runtime", "passwd")]);
    expect((await read("runtime/passwd", "4")).stdout).toBe("absent\n");
    for (const name of ["../exec_6/exit", "/etc/passwd", "a/../../b"]) expect((await read(name, "4")).code).toBe(64);
  });
});

describe("two versions of the runner", () => {
  it("stand side by side: the newer looks after the older's runs, and sweeps it only when none goes on", async () => {
    const word = uniqueSleep();
    await start("exec_7", `echo old; sleep ${word}`);
    await until("the sleeper", () => processesNaming(word).length > 0);
    const newer = place.install("ffffffffffffffff");
    expect((await place.run(["sh", newer, "status", "exec_7"])).stdout).toMatch(/^running /);
    expect((await place.run(["sh", newer, "sweep", "0"])).stdout).toMatch(/^swept 0 \d 0$/m);
    expect(existsSync(runner)).toBe(true);
    expect((await place.run(["sh", newer, "kill", "exec_7", "1"])).stdout).toMatch(/^stopped$/m);
    expect((await place.run(["sh", newer, "tail", "exec_7"])).stdout).toBe("old\n");
    expect((await place.run(["sh", newer, "sweep", "0"])).stdout).toMatch(/^swept \d 0 1$/m);
    expect(existsSync(runner)).toBe(false);
    expect(existsSync(newer)).toBe(true);
  });
});

describe("sweep", () => {
  it("removes what is old and needed by nobody, and nothing else", async () => {
    const word = uniqueSleep();
    await start("exec_old", "echo old");
    await start("exec_new", "echo new");
    const live = await start("exec_live", `sleep ${word}`);
    await ended("exec_old");
    await ended("exec_new");
    await until("the sleeper", () => processesNaming(word).length > 0);
    const at = (...names: string[]) => join(place.directory, ...names);
    mkdirSync(at("runs", "not ours"));
    writeFileSync(at("payloads", "notes.txt"), "mine");
    mkdirSync(at("schedules", "s1"), { recursive: true });
    const left = buildPayload({ type: "BASH", script: "echo later" });
    place.keep(left);
    writeFileSync(at("schedules", "s1", "how"), `1 2 bash ${left.sha256}\n`);
    const longAgo = new Date(2020, 1, 1);
    for (const file of readdirSync(at("payloads"))) utimesSync(at("payloads", file), longAgo, longAgo);
    utimesSync(at("payloads", `${live.payload.sha256}.tar.gz.sha256`), new Date(2100, 1, 1), new Date(2100, 1, 1));
    utimesSync(at("runs", "exec_old", "exit"), longAgo, longAgo);
    utimesSync(at("runs", "exec_live", "process"), longAgo, longAgo);
    expect((await place.run(["sh", runner, "sweep", "30"])).stdout).toBe("swept 1 2 0\n");
    expect(readdirSync(at("runs")).sort()).toEqual(["exec_live", "exec_new", "not ours"]);
    expect(readdirSync(at("payloads"))).toEqual(
      expect.arrayContaining([`${live.payload.sha256}.tar.gz`, `${left.sha256}.tar.gz`, "notes.txt"]),
    );
    await place.run(["sh", runner, "kill", "exec_live", "1"]);
  });

  it("by itself, once a day, leaves every result that nobody has fetched", async () => {
    await start("exec_kept", "echo kept");
    await start("exec_done", "echo done");
    const at = (...names: string[]) => join(place.directory, ...names);
    const longAgo = new Date(2020, 1, 1);
    // Killed with its computer: what it wrote is all that is left.
    mkdirSync(at("runs", "exec_gone"));
    for (const [name, text] of [
      ["go", "\n"],
      ["stdout", "words\n"],
      ["process", "1 1 1 b 1 1\n"],
      ["limit", "1\n"],
    ] as const) {
      writeFileSync(at("runs", "exec_gone", name), text);
    }
    // Its removal was cut short.
    mkdirSync(at("runs", "exec_half"));
    writeFileSync(at("runs", "exec_half", "stdout"), "fetched\n");
    writeFileSync(at("runs", ".discarded-exec_half"), "\n");
    // It never began.
    mkdirSync(at("runs", "exec_never"));
    writeFileSync(at("runs", "exec_never", "limit"), "1\n");
    const unused = buildPayload({ type: "BASH", script: "echo unused" });
    const payload = place.keep(unused);
    await ended("exec_kept");
    await ended("exec_done");
    for (const file of [at("runs", "exec_kept", "exit"), at("runs", "exec_gone", "process"), `${payload}.sha256`]) {
      utimesSync(file, longAgo, longAgo);
    }
    for (const run of ["exec_kept", "exec_gone", "exec_never"]) utimesSync(at("runs", run), longAgo, longAgo);
    expect((await place.run(["sh", runner, "discard", "exec_done", "30"])).stdout).toBe("discarded\n");
    expect(readdirSync(at("runs")).sort()).toEqual(["exec_gone", "exec_kept"]);
    expect(existsSync(payload)).toBe(false);
    expect((await place.run(["sh", runner, "sweep", "30"])).stdout).toBe("swept 2 0 0\n");
    expect(readdirSync(at("runs"))).toEqual([]);
  });
});
