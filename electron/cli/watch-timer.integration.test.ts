import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildIfStale } from "../../scripts/build-if-stale.mjs";
import type { WatchTimer } from "../../shared/watch.ts";
import { createCommandBench } from "../testing/command-bench.ts";
import { runSpawned, type SpawnedResult } from "../testing/spawn-command.ts";
import { launchdPlist } from "../watch/launchd-plist.ts";
import { systemdUnits } from "../watch/systemd-units.ts";
import { taskXml } from "../watch/task-xml.ts";
import { watchLine } from "../watch/watch-line.ts";

beforeAll(async () => {
  await buildIfStale({ quiet: true });
});

const { newFolder } = createCommandBench();

function works(program: string, ...words: readonly string[]): boolean {
  return spawnSync(program, words, { stdio: "ignore" }).status === 0;
}

/** Everything below a folder: what it is, its rights, its content. */
function contents(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const found = lstatSync(path);
      const inside = found.isSymbolicLink()
        ? readlinkSync(path)
        : found.isFile()
          ? readFileSync(path).toString("base64")
          : "folder";
      return `${name} ${found.mode.toString(8)} ${inside}`;
    });
}

let home: string;
let data: string;
let programs: string;
beforeEach(() => {
  home = newFolder();
  data = join(newFolder(), 'data of "100%" $HOME');
  programs = newFolder();
});

/** A systemd that answers as its own would, and writes down what it was asked. */
function installSystemctl(): void {
  const script = [
    "#!/bin/sh",
    `printf '%s\\n' "$*" >>"${programs}/asked"`,
    "shift 2",
    'case "$1" in',
    "  show) echo 252 ;;",
    `  restart) : >"${programs}/active" ;;`,
    `  stop) rm -f "${programs}/active" ;;`,
    `  is-active) [ -e "${programs}/active" ] && echo active || { echo inactive; exit 3; } ;;`,
    "esac",
  ];
  writeFileSync(join(programs, "systemctl"), `${script.join("\n")}\n`);
  chmodSync(join(programs, "systemctl"), 0o755);
}

function asked(): readonly string[] {
  const lines = readFileSync(join(programs, "asked"), "utf8").trim().split("\n");
  return lines.map((line) => line.replace("--user --no-ask-password ", ""));
}

function watch(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<SpawnedResult> {
  const path = `${programs}${delimiter}${process.env["PATH"] ?? ""}`;
  const surroundings = { HOME: home, XDG_CONFIG_HOME: "", XDG_RUNTIME_DIR: "", PATH: path, ...environment };
  return runSpawned(["watch", ...words, "--data", data], surroundings);
}

async function timer(words: readonly string[], environment?: NodeJS.ProcessEnv): Promise<WatchTimer> {
  const { stdout, stderr, status } = await watch([...words, "--json"], environment);
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  return (JSON.parse(stdout.toString()) as { readonly timer: WatchTimer }).timer;
}

describe.skipIf(process.platform !== "linux" || !works("systemctl", "--version"))("the timer of systemd", () => {
  it("is put in, found, changed and taken out; the home is then as it was, byte for byte", async () => {
    writeFileSync(join(home, "notes"), "mine");
    const before = contents(home);
    expect(await timer(["status"])).toMatchObject({ kind: "systemd", installed: false, files: [] });
    const put = await timer(["install"]);
    expect(put).toMatchObject({ installed: true, everyMs: 300_000 });
    expect(put.files).toHaveLength(3);
    expect(put.files.every((path) => path.startsWith(join(home, ".config", "systemd", "user")))).toBe(true);
    expect(statSync(put.files[0] ?? "").mode & 0o777).toBe(0o600);
    const once = contents(home);
    await timer(["install"]);
    expect(contents(home)).toEqual(once);
    expect(await timer(["install", "--every", "2h"])).toMatchObject({ everyMs: 7_200_000, files: put.files });
    expect(await timer(["status"])).toMatchObject({ installed: true, everyMs: 7_200_000 });
    expect(await timer(["remove"])).toMatchObject({ installed: false, files: [] });
    expect(contents(home)).toEqual(before);
    expect(await timer(["remove"])).toMatchObject({ installed: false });
    expect(existsSync(data)).toBe(false);
  });

  it("says what to do where no systemd answers", async () => {
    const { remedy, active } = await timer(["install"]);
    expect(active).toBeUndefined();
    expect(remedy).toMatch(/next login, or now with `systemctl --user daemon-reload` and `systemctl --user start /);
  });

  it("honours XDG_CONFIG_HOME, and leaves alone what else is there", async () => {
    const config = join(home, "settings of mine");
    const wants = join(config, "systemd", "user", "timers.target.wants");
    mkdirSync(wants, { recursive: true });
    symlinkSync("/nowhere/other.timer", join(wants, "other.timer"));
    writeFileSync(join(config, "systemd", "user", "cronium-watch.service"), "[Unit]\nDescription=not ours\n");
    const before = contents(home);
    const put = await timer(["install"], { XDG_CONFIG_HOME: config });
    expect(put.files.every((path) => path.startsWith(config))).toBe(true);
    await timer(["remove"], { XDG_CONFIG_HOME: config });
    expect(contents(home)).toEqual(before);
  });

  it("refuses the place of a file that is not its own, and touches nothing", async () => {
    const [, path = ""] = (await timer(["install"])).files;
    await timer(["remove"]);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, "[Timer]\nOnCalendar=daily\n");
    const before = contents(home);
    const refused = await watch(["install"]);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/is there already, and not made by this Cronium\. Look what it is for/);
    expect(await timer(["remove"])).toMatchObject({ installed: false });
    expect(contents(home)).toEqual(before);
  });

  it("has one line for each data directory, and the short name for the default one", async () => {
    const first = await timer(["install"]);
    const second = JSON.parse(
      (
        await runSpawned(["watch", "install", "--json"], {
          HOME: home,
          XDG_CONFIG_HOME: "",
          XDG_DATA_HOME: "",
          CRONIUM_DATA: join(home, ".local/share/cronium"),
        })
      ).stdout.toString(),
    ) as { readonly timer: WatchTimer };
    expect(first.files[0]).toMatch(/cronium-watch-[0-9a-f]{8}\.service$/);
    expect(second.timer.files[0]).toMatch(/cronium-watch\.service$/);
    await timer(["remove"]);
    expect(second.timer.files.every((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined)).toBe(true);
  });

  it("starts and stops with the systemd that answers", async () => {
    installSystemctl();
    const { active, files, remedy } = await timer(["install"]);
    const unit = files[1]?.split("/").at(-1) ?? "";
    expect({ active, remedy }).toEqual({ active: true, remedy: undefined });
    const whole = ["show --property=Version --value", "daemon-reload", `restart ${unit}`];
    expect(asked().slice(0, 3)).toEqual(whole);
    expect(await timer(["remove"])).toMatchObject({ installed: false });
    expect(asked()).toContain(`stop ${unit}`);
    expect(existsSync(join(programs, "active"))).toBe(false);
  });

  it("runs a command that works from nothing", async () => {
    const [service = ""] = (await timer(["install"])).files;
    const start = /^ExecStart=(.*)$/m.exec(readFileSync(service, "utf8"))?.[1] ?? "";
    // These quotes and escapes are those of a shell's double quotes, but for the doubled signs.
    const line = start.replaceAll("%%", "%").replaceAll("$$", String.raw`\$`);
    const nothing = { HOME: home, PATH: "/usr/bin:/bin" };
    const { status, stdout } = spawnSync("sh", ["-c", line], { env: nothing, cwd: "/", encoding: "utf8" });
    expect(stdout).toContain(`There is no sign of life in ${data}`);
    expect(status).toBe(0);
  });

  it.skipIf(!works("systemd-analyze", "--version")).each([
    ["plain", "plain"],
    ["spaces, specifiers, variables", "a b %n %% $HOME ${HOME} é;#=@"],
    ["quotes and backslashes", String.raw`it's "quoted" \x41`],
  ])("is what systemd understands: %s", (_what, name) => {
    const folder = join(newFolder(), name);
    mkdirSync(folder);
    const program = join(folder, "node");
    writeFileSync(program, "#!/bin/sh\n");
    chmodSync(program, 0o755);
    const call = {
      command: [program, join(folder, "cronium.mjs")],
      environment: { ELECTRON_RUN_AS_NODE: "1" },
    } as const;
    const ownership = { dataDirectory: folder, foldersMade: [folder] };
    const units = systemdUnits(watchLine("cronium-watch", folder, call, 420_000), ownership);
    const paths = { service: units.run, timer: units.timer };
    const written = Object.entries(paths).map(([kind, text]) => {
      const path = join(newFolder(), `cronium-watch.${kind}`);
      writeFileSync(path, text);
      return path;
    });
    for (const path of written) {
      const verified = spawnSync("systemd-analyze", ["verify", "--user", "--man=no", path], {
        env: {
          ...process.env,
          XDG_RUNTIME_DIR: newFolder(),
          SYSTEMD_UNIT_PATH: `${written.map((one) => join(one, "..")).join(":")}:`,
        },
        encoding: "utf8",
      });
      expect({ status: verified.status, stderr: verified.stderr }).toEqual({ status: 0, stderr: "" });
    }
  });
});

describe.skipIf(!works("python3", "-c", "import plistlib, xml.dom.minidom"))(
  "texts in XML, read by somebody else",
  () => {
    const path = `/a & <b> "c" 'd' 100% -- é 日`;
    const line = watchLine(
      "dev.cronium.watch",
      path,
      { command: [`${path}/node`], environment: { A: "<1>" } },
      420_000,
    );

    function read(text: string | Buffer, program: string): unknown {
      return JSON.parse(
        execFileSync("python3", ["-c", `import json, sys\n${program}`], { input: text, encoding: "utf8" }),
      );
    }

    it("the property list of launchd", () => {
      const plist = launchdPlist(line, { dataDirectory: path, foldersMade: [] });
      expect(read(plist, "import plistlib\nprint(json.dumps(plistlib.loads(sys.stdin.buffer.read())))")).toEqual({
        Label: "dev.cronium.watch",
        ProgramArguments: [`${path}/node`, "--data", path, "watch", "check", "--notify"],
        EnvironmentVariables: { A: "<1>" },
        StartInterval: 420,
        ProcessType: "Background",
      });
    });

    it("the task of the Task Scheduler", () => {
      const program = [
        "from xml.dom import minidom",
        "document = minidom.parseString(sys.stdin.buffer.read())",
        "text = lambda name: document.getElementsByTagName(name)[0].firstChild.data",
        "print(json.dumps([document.documentElement.tagName, text('Interval'), text('Command'), text('Arguments')]))",
      ].join("\n");
      expect(read(Buffer.from(`\uFEFF${taskXml(line)}`, "utf16le"), program)).toEqual([
        "Task",
        "PT420S",
        "powershell.exe",
        expect.stringContaining(`& '/a & <b> \\"c\\" ''d'' 100% -- é 日/node' '--data'`),
      ]);
    });
  },
);
