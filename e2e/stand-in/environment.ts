import { mkdirSync } from "node:fs";
import { variables } from "./variables.ts";

/** Where Debian and its kin put the browser. */
const defaultChromium = "/usr/bin/chromium";

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`The Electron stand-in needs the environment variable ${name}.`);
  return value;
}

export const chromiumPath = process.env[variables.chromium] ?? defaultChromium;
export const userDataPath = required(variables.userData);
export const debuggingPort = required(variables.debuggingPort);
mkdirSync(userDataPath, { recursive: true });
