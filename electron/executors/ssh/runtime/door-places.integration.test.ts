import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../base/clock.ts";
import { makeRunnerHome } from "../../../testing/runner-home.ts";
import type { ServerConnection } from "../../executor.ts";
import type { Commands } from "../../spool/command-channel.ts";
import { createDoorPlaces } from "./door-places.ts";

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "cronium-doors-")));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const signal = new AbortController().signal;
const server = { id: 1, name: "far", address: "far", port: 22, username: "me" } as ServerConnection;

/** Places as a shell on this computer finds them. */
function places(shell: readonly [string, ...string[]] = ["sh"]) {
  const commands: Commands = {
    place: "far",
    open(command) {
      const [program, ...words] = shell;
      const child = spawn(program, [...words, "-c", command], {
        stdio: "pipe",
        env: { HOME: home, PATH: process.env["PATH"] ?? "" },
        cwd: "/",
      });
      const ended = new Promise<number>((resolve) => void child.once("exit", (code) => resolve(code ?? 128)));
      const { stdin, stdout, stderr } = child;
      return Promise.resolve({ stdin, stdout, stderr, ended, close: () => void stdin.destroy() });
    },
  };
  return createDoorPlaces({ commandsOn: () => commands }, systemClock);
}

/** Sockets that nobody listens at any more. */
function leaveSockets(folder: string, names: readonly string[]): void {
  const program =
    "import socket, sys\nfor path in sys.argv[2:]: socket.socket(socket.AF_UNIX).bind(sys.argv[1] + '/' + path)";
  execFileSync("python3", ["-c", program, folder, ...names]);
}

describe("the folder for sockets", () => {
  it.each([
    ["dash", ["dash"]],
    ["busybox ash", ["busybox", "sh"]],
    ["bash", ["bash"]],
  ] as const)("is made by %s, for its user alone, and told without links", async (_name, shell) => {
    mkdirSync(join(home, "real"));
    symlinkSync("real", join(home, ".cronium"));
    const place = await places([...shell]).find(server, signal);
    expect(place).toBe(join(home, "real/doors"));
    expect(statSync(place ?? "").mode & 0o777).toBe(0o700);
  });

  it.each([
    ["everybody", 0o777],
    ["a group", 0o770],
  ])("is of no use below one in which %s may write", async (_who, mode) => {
    chmodSync(home, mode);
    expect(await places().find(server, signal)).toBeUndefined();
    // Where all may write, but nobody touches what is another's.
    chmodSync(home, 0o1777);
    expect(await places().find(server, signal)).toBe(join(home, ".cronium/doors"));
  });

  it("is of no use where it cannot be made", async () => {
    writeFileSync(join(home, ".cronium"), "a file");
    expect(await places().find(server, signal)).toBeUndefined();
  });

  it("is cleared of one run's sockets, but for one", async () => {
    const known = places();
    const place = (await known.find(server, signal)) ?? "";
    leaveSockets(place, ["a1.1", "a1.2", "a1.3", "b2.1"]);
    await known.clear(server, join(place, "a1"), join(place, "a1.3"), signal);
    expect(readdirSync(place).sort()).toEqual(["a1.3", "b2.1"]);
    await known.clear(server, join(place, "a1"), undefined, signal);
    expect(readdirSync(place)).toEqual(["b2.1"]);
  });
});

it("the runner removes a run's sockets with the run, and a day later those that no run names", async () => {
  const local = makeRunnerHome();
  try {
    const runner = local.install();
    const at = (...names: string[]) => join(local.directory, ...names);
    const daysAgo = new Date(Date.UTC(2020, 1, 1));
    mkdirSync(at("doors"), { recursive: true });
    // Of a run that is discarded, of one whose result waits, of one that is no more, and of one about to begin.
    leaveSockets(at("doors"), ["a1.1", "a1.2", "b2.1", "c3.1", "d4.1"]);
    for (const name of ["b2.1", "c3.1"]) utimesSync(at("doors", name), daysAgo, daysAgo);
    mkdirSync(at("runs", "exec_waits", "runtime/out"), { recursive: true });
    for (const [name, text] of [
      ["stdout", "words\n"],
      ["exit", "0 0 0\n"],
      ["runtime/out/address", `http://a http://a ${at("doors", "b2.1")}\n`],
    ] as const) {
      writeFileSync(at("runs", "exec_waits", name), text);
    }
    expect((await local.run(["sh", runner, "discard", "exec_done", "30", "a1"])).stdout).toBe("discarded\n");
    expect(readdirSync(at("doors")).sort()).toEqual(["b2.1", "d4.1"]);
    // So many results wait that the names of their files are too long for one command.
    for (let number = 0; number < 600; number += 1) {
      const folder = at("runs", `exec_${String(number).padStart(200, "0")}`, "runtime/out");
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "address"), "http://a http://a -\n");
    }
    leaveSockets(at("doors"), ["e5.1"]);
    utimesSync(at("doors", "e5.1"), daysAgo, daysAgo);
    const sweep = () => local.run(["sh", "-c", 'ulimit -s 512; exec sh "$0" sweep 30', runner]);
    // Which socket one of them names cannot be read.
    writeFileSync(at("runs", "exec_waits/runtime/out/address"), "");
    expect((await sweep()).code).toBe(0);
    expect(readdirSync(at("doors")).sort()).toEqual(["b2.1", "d4.1", "e5.1"]);
    writeFileSync(at("runs", "exec_waits/runtime/out/address"), `http://a http://a ${at("doors", "b2.1")}\n`);
    expect((await sweep()).code).toBe(0);
    expect(readdirSync(at("doors")).sort()).toEqual(["b2.1", "d4.1"]);
    expect((await local.run(["sh", runner, "sweep", "0"])).stdout).toMatch(/^swept 1 0 \d\n$/);
    expect(readdirSync(at("doors"))).toEqual(["d4.1"]);
  } finally {
    local.remove();
  }
});
