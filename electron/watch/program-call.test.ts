import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { expect, it } from "vitest";
import { programCall, thisInstallation, type Installation } from "./program-call.ts";

const installed: Installation = {
  executable: "/opt/Cronium/cronium",
  isElectron: true,
  appImage: undefined,
  script: "/opt/Cronium/resources/app.asar/out/main/cronium.js",
  source: undefined,
};

it("starts the installed program as the Node it carries", () => {
  expect(programCall(installed)).toEqual({
    command: [installed.executable, installed.script],
    environment: { ELECTRON_RUN_AS_NODE: "1" },
  });
});

it("starts an AppImage by its own path: what it holds lies elsewhere each time", () => {
  const { command, environment } = programCall({ ...installed, appImage: "/home/ada/Cronium.AppImage" });
  expect(command[0]).toBe("/home/ada/Cronium.AppImage");
  expect(command.join(" ")).not.toContain("/opt/Cronium");
  expect(environment).toEqual({ ELECTRON_RUN_AS_NODE: "1" });
});

it("starts a repository's command, with the Node installed there", () => {
  const source = { script: "/src/bin/cronium.mjs", node: "/src/node" };
  expect(programCall({ ...installed, source }).command).toEqual(["/src/node", "/src/bin/cronium.mjs"]);
  const plain = { ...installed, isElectron: false, executable: "/usr/bin/node" };
  expect(programCall({ ...plain, source: { ...source, node: undefined } })).toEqual({
    command: ["/usr/bin/node", "/src/bin/cronium.mjs"],
    environment: {},
  });
});

it("finds what this process runs from", () => {
  for (const path of programCall(thisInstallation({})).command) {
    expect(isAbsolute(path)).toBe(true);
    expect(existsSync(path), path).toBe(true);
  }
});
