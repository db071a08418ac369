import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Whether anything can be shown on a screen from here. */
function hasDisplay(environment: NodeJS.ProcessEnv): boolean {
  return process.platform !== "linux" || Boolean(environment["DISPLAY"] ?? environment["WAYLAND_DISPLAY"]);
}

export type WindowProgram = { readonly path: string; readonly entry: string } | { readonly missing: string };

/** The desktop program of this installation, or why its window cannot be opened here. */
export function findWindowProgram(environment: NodeJS.ProcessEnv): WindowProgram {
  if (!hasDisplay(environment)) return { missing: "there is no display" };
  if (process.platform === "linux" && process.getuid?.() === 0) return { missing: "Electron does not run as root" };
  // Beside out/main, where this file is built to.
  const root = join(import.meta.dirname, "..", "..");
  const folder = join(root, "node_modules", "electron");
  const pointer = join(folder, "path.txt");
  if (!existsSync(pointer)) return { missing: "Electron's binary is not here" };
  const path = join(folder, "dist", readFileSync(pointer, "utf8").trim());
  if (!existsSync(path)) return { missing: "Electron's binary is not here" };
  return { path, entry: join(root, "out", "main", "main.js") };
}

/** Runs the desktop program with this terminal. @returns its exit status; 127 when it could not be started */
export function runWindow(path: string, words: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(path, words, { stdio: "inherit", env: environment });
    child.on("error", () => {
      resolve(127);
    });
    child.on("exit", (code, signal) => {
      resolve(code ?? (signal === null ? 1 : 128));
    });
  });
}

const browserCommands: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: "open", win32: "explorer.exe" };

/**
 * Asks the system to open the page. The address holds the token, and other users can read command lines: the browser
 * gets a file of ours that only we can read, which leads there.
 * @returns false when there is nothing that could open it
 */
export function openBrowser(url: string, dataDirectory: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  if (!hasDisplay(environment)) return Promise.resolve(false);
  const path = doorway(dataDirectory);
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${url}"><title>Cronium</title>\n`;
  writeFileSync(path, page, { mode: 0o600 });
  const command = browserCommands[process.platform] ?? "xdg-open";
  return new Promise((resolve) => {
    const child = spawn(command, [path], { stdio: "ignore", detached: true, env: environment });
    child.on("error", () => {
      resolve(false);
    });
    child.on("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}

/** Removes the file that led the browser in. */
export function closeDoorway(dataDirectory: string): void {
  rmSync(doorway(dataDirectory), { force: true });
}

function doorway(dataDirectory: string): string {
  return join(dataDirectory, "open.html");
}
