import { app, dialog } from "electron";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chooseDataDirectory, readConfiguration } from "../host/configuration.ts";
import { readFlags } from "./command-line.ts";
import { openDesktopHost } from "./desktop-host.ts";
import { runShell } from "./run-shell.ts";

const flags = readFlags(process.argv.slice(1));

// The window's own profile lies within the data directory, so that each has its window and one window at most.
const profile = join(chooseDataDirectory(flags.dataDirectory, process.env), "window");
try {
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  app.setPath("userData", profile);
} catch {
  // The profile stays at the system's place; the host will say what is wrong with the directory.
}

runShell({
  page: join(import.meta.dirname, "..", "renderer", "index.html"),
  preload: join(import.meta.dirname, "..", "preload", "preload.cjs"),
  openHost: () =>
    openDesktopHost(readConfiguration(flags, process.env), () => {
      app.quit();
    }),
}).catch((error: unknown) => {
  dialog.showErrorBox("Cronium could not start", error instanceof Error ? error.message : String(error));
  app.exit(1);
});
