import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../../e2e/fixtures/until.ts";
import { runnerText } from "../executors/spool/runner-text.ts";

const shells: readonly (readonly [string, readonly string[], string])[] = [
  ["dash", [], "cron"],
  ["bash", ["--posix"], "cron"],
  // It has a crontab of its own within, so that no stand-in is asked.
  ["busybox", ["sh"], "systemd"],
];
const now = Math.floor(Date.now() / 1000);

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "cronium-due-"));
  const { text, version } = runnerText();
  for (const folder of [`.cronium/runner/${version}`, ".cronium/runs", ".cronium/payloads", "programs"]) {
    mkdirSync(join(home, folder), { recursive: true });
  }
  writeFileSync(join(home, `.cronium/runner/${version}/cronium-runner`), text);
  program(
    "crontab",
    '[ "$1" = -l ] && { cat "$HOME/table" 2>/dev/null || { echo "no crontab for me" >&2; exit 1; }; exit; }\n[ "$1" = -r ] && exec rm "$HOME/table"\ncat "$1" >"$HOME/table"',
  );
  // Keeps the one link that enabling a timer makes, as systemd does.
  program(
    "systemctl",
    'wants=$HOME/.config/systemd/user/timers.target.wants\ncase $2 in enable) mkdir -p "$wants"; ln -s "../$4" "$wants/$4" ;; disable) rm -f "$wants/$4" ;; esac',
  );
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function program(name: string, text: string): void {
  writeFileSync(join(home, "programs", name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

/** Everything below the home but the runner's own folders and the programs. */
function files(): readonly string[] {
  const all = readdirSync(home, { recursive: true, encoding: "utf8" });
  return all.filter((path) => !/^(programs|\.cronium\/(runner|runs|payloads))(\/|$)/.test(path)).sort();
}

function due(shell: readonly string[], words: readonly (string | number)[], input = ""): readonly string[] {
  return ask(shell, ["due", "left_1", ...words], input);
}

function ask(shell: readonly string[], words: readonly (string | number)[], input = ""): readonly string[] {
  const runner = join(home, `.cronium/runner/${runnerText().version}/cronium-runner`);
  const [command = "sh", ...flags] = shell;
  const environment = { HOME: home, PATH: `${join(home, "programs")}:/usr/bin:/bin` };
  const given = [...flags, runner, "--marked", "left_1", ...words.map(String)];
  const { stdout } = spawnSync(command, given, { input, encoding: "utf8", env: environment, timeout: 60_000 });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^cronium-spool-\S+ /, ""));
}

function install(
  shell: readonly string[],
  timer: string,
  agoSeconds: readonly number[],
  terms: string,
  { told = now, limit = "", script = "echo $WORD $CRONIUM_JOB_ID; exec sleep 2" } = {},
): void {
  // Each run has a mark of its own: what carries another's would be ended with it.
  const markOf = (ago: number): string => String(2n ** 50n + BigInt(process.pid) * 10_000n + BigInt(ago + 1_000));
  const plan = agoSeconds
    .map((ago) => [now - ago, (now - ago) * 1_000, `exec_${String(ago)}`, `job_${String(ago)}`, markOf(ago)])
    .map((words) => `${words.join(" ")}\n`)
    .join("");
  const environment = 'set -- "$1" "$spool/script"\ncommand export WORD=word\n';
  const block = `{\nprintf '${script}\\n' >script\n: >block\nreturn 0\n}\n`;
  const how = `2 ${String(block.length)} bash - \n`;
  const owner = "installation 7 1000 2000 nightly%20backup\n";
  const parts = [plan, `${terms} ${String(now + 3_600)}${limit}\n`, how, environment, block, owner];
  const answer = due(shell, ["install", timer, told, ...parts.map((part) => part.length)], parts.join(""));
  expect(answer).toEqual(["installed"]);
}

function fatesAfter(shell: readonly string[]): readonly string[] {
  return due(shell, ["report", now, 0])
    .filter((line) => line.startsWith("fate "))
    .map((line) => line.split(" "))
    .map(([, at, fate]) => `${String(now - Number(at) / 1000)} ${String(fate)}`);
}

describe.each(shells)("the server's half in %s", (name, flags, timer) => {
  const shell = [name, ...flags];

  it("decides late instants by the schedule's rule, each once, and begins what is to run", () => {
    install(shell, timer, [900, 600, 300, 5], "latest 700 10 allow");
    expect(fatesAfter(shell)).toEqual(["900 missed", "600 missed", "300 missed", "5 started"]);
    expect(fatesAfter(shell)).toEqual(["900 missed", "600 missed", "300 missed", "5 started"]);
    const log = readFileSync(join(home, ".cronium/runs/exec_5/stdout"), "utf8");
    expect(log === "" || log === "word job_5\n").toBe(true);
  });

  it("takes clocks that a second's end lies between for the same", () => {
    install(shell, timer, [-600], "latest 700 10 allow", { told: Math.floor(Date.now() / 1000) + 1 });
    expect(["-1", "1"]).not.toContain(readFileSync(join(home, ".cronium/schedules/left_1/ahead"), "utf8").trim());
  });

  it("follows none, the window and the cap, and skips while an earlier run goes on", () => {
    install(shell, timer, [900, 300], "none 3600 10 allow");
    expect(fatesAfter(shell)).toEqual(["900 missed", "300 missed"]);
    due(shell, ["remove"]);
    install(shell, timer, [900, 800, 300], "all 850 1 allow");
    expect(fatesAfter(shell)).toEqual(["900 missed", "800 missed", "300 started"]);
    due(shell, ["remove"]);
    install(shell, timer, [6, 4], "latest 3600 10 skip");
    expect(fatesAfter(shell)).toEqual(["6 started", "4 skipped"]);
  });

  it("says what is left to it, what it was given, who else asked, and what somebody has fetched", () => {
    expect(due(shell, ["list"])).toEqual(["listed"]);
    install(shell, timer, [5, -600], "latest 3600 10 allow");
    expect(due(shell, ["list"])).toEqual(["left left_1 installation 7 1000 2000 nightly%20backup", "listed"]);
    const given = [5, -600].map((ago) => `given ${String((now - ago) * 1000)} job_${String(ago)} exec_${String(ago)}`);
    expect(due(shell, ["plan"])).toEqual([...given, "planned"]);
    const others = (asker: string): readonly string[] =>
      due(shell, ["report", now, 0, asker]).filter((line) => line.startsWith("other "));
    expect([...others("one"), ...others("one")]).toEqual([]);
    expect(others("two")).toEqual([expect.stringMatching(/^other one \d+$/)]);
    ask(shell, ["stop", "exec_5", 1]);
    rmSync(join(home, ".cronium/runs/exec_5"), { recursive: true });
    expect(fatesAfter(shell)).toEqual(["5 fetched"]);
    due(shell, ["remove"]);
  });

  it("ends a run that takes too long with all it has started, and tells of it and of when", async () => {
    const script = "trap : TERM; setsid sleep 300 & echo begun; while :; do sleep 1; done";
    install(shell, timer, [6], "latest 3600 10 allow", { limit: " 1 3", script });
    expect(fatesAfter(shell)).toEqual(["6 started"]);
    const state = (): readonly string[] => ask(shell, ["status", "exec_6", "look", "", "when"]);
    await until("it has been ended", 60_000, () => state().some((line) => line.startsWith("exited ")));
    const told = state();
    expect(told[0]).toMatch(/^exited 137 /);
    expect(told.slice(1)).toEqual(["overdue", expect.stringMatching(/^ago \d+$/)]);
    const account = await until("both signals are told", 60_000, () => {
      const lines = ask(shell, ["stop", "exec_6", 5]);
      return lines.filter((line) => /^(TERM|KILL) /.test(line)).length === 2 && lines;
    });
    expect(account.some((line) => line.startsWith("clear "))).toBe(true);
  });

  it("says of no run that it took too long that was gone before, with all it had started", async () => {
    install(shell, timer, [7], "latest 3600 10 allow", { limit: " 3 3", script: "exec sleep 300" });
    expect(fatesAfter(shell)).toEqual(["7 started"]);
    const [running = ""] = ask(shell, ["status", "exec_7", "look"]);
    process.kill(-Number(/^running (\d+) /.exec(running)?.[1]), "SIGKILL");
    const spool = join(home, ".cronium/runs/exec_7");
    await until("it has been looked for", 60_000, () => existsSync(join(spool, "stopping")));
    await until("nothing is said of it", 60_000, () => !existsSync(join(spool, "overdue")));
    expect(ask(shell, ["status", "exec_7", "look"])).toEqual([expect.stringMatching(/^gone 0 0 vanished$/)]);
  });

  it("leaves no unit behind where systemd wakes it", () => {
    const before = files();
    install(shell, "systemd", [-600], "latest 3600 10 allow");
    const units = join(home, ".config/systemd/user");
    expect(readFileSync(join(units, "cronium-left_1.service"), "utf8")).toContain("KillMode=process");
    expect(readdirSync(join(units, "timers.target.wants"))).toEqual(["cronium-left_1.timer"]);
    expect(due(shell, ["remove"])).toEqual(["removed"]);
    expect(files()).toEqual(before);
  });

  it("takes its packed script along, unless another schedule needs it", () => {
    const [own, shared] = ["a".repeat(64), "b".repeat(64)];
    const packed = (): readonly string[] => readdirSync(join(home, ".cronium/payloads")).sort();
    for (const sum of [own, shared]) {
      for (const end of ["tar.gz", "tar.gz.sha256"]) writeFileSync(join(home, `.cronium/payloads/${sum}.${end}`), "");
    }
    const leave = (id: string, sum: string): void => {
      mkdirSync(join(home, ".cronium/schedules", id), { recursive: true });
      writeFileSync(join(home, ".cronium/schedules", id, "how"), `2 10 bash ${sum} \n`);
    };
    leave("other_1", shared);
    leave("left_1", shared);
    expect(due(shell, ["remove"])).toEqual(["removed"]);
    expect(packed()).toHaveLength(4);
    leave("left_1", own);
    expect(due(shell, ["remove"])).toEqual(["removed"]);
    expect(packed()).toEqual([`${shared}.tar.gz`, `${shared}.tar.gz.sha256`]);
  });
});

describe.each(shells.filter(([, , timer]) => timer === "cron"))("a crontab in %s", (name, flags) => {
  const shell = [name, ...flags];

  it.each([undefined, "", "# mine\n0 3 * * * /bin/true 100\\%\n\n"])("is left as it was: %j", (former) => {
    const table = join(home, "table");
    if (former !== undefined) writeFileSync(table, former);
    const before = files();
    install(shell, "cron", [-600], "latest 3600 10 allow");
    expect(readFileSync(table, "utf8")).toMatch(/ due left_1 .* # cronium left_1\n$/);
    // As another version of the runner would have written it.
    writeFileSync(table, readFileSync(table, "utf8").replace(/(runner.)[0-9a-f]+/, "$1another"));
    const notes = due(shell, ["disarm", now, 0]);
    expect(notes[0]).toMatch(/^fate \d+ revoked /);
    expect(files().some((path) => path.endsWith("environment"))).toBe(false);
    expect(due(shell, ["remove"])).toEqual(["removed"]);
    expect(files()).toEqual(before);
    if (former !== undefined) expect(readFileSync(table, "utf8")).toBe(former);
    expect(due(shell, ["report", now, 0])).toEqual(["absent"]);
  });

  it("is not cut off by a full disk, and what could not be taken out of it is said to be there", () => {
    const table = join(home, "table");
    const former = "# mine\n0 3 * * * /bin/true\n0 4 * * * /bin/false\n";
    writeFileSync(table, former);
    const crontab = readFileSync(join(home, "programs/crontab"), "utf8");
    // What it lists into a file is cut off, and it does not notice.
    const forgetful = `[ "$1" = -l ] && [ -f /dev/fd/1 ] && { head -c 9 "$HOME/table"; exit; }\n${crontab}`;
    program("crontab", forgetful);
    expect(() => {
      install(shell, "cron", [-600], "latest 3600 10 allow");
    }).toThrow(/'installed'/);
    expect(readFileSync(table, "utf8")).toBe(former);
    program("crontab", crontab);
    install(shell, "cron", [-600], "latest 3600 10 allow");
    const armed = readFileSync(table, "utf8");
    program("crontab", forgetful);
    expect(due(shell, ["remove"])).toEqual(["kept"]);
    expect(readFileSync(table, "utf8")).toBe(armed);
    program("crontab", crontab);
    expect(due(shell, ["remove"])).toEqual(["removed"]);
    expect(readFileSync(table, "utf8")).toBe(former);
  });
});
