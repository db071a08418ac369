/** The browser of interface tests: only found, never started here. */
import { findProgram } from "./run.mjs";

/** The path of Chromium (or Chrome), or undefined. */
export function findChromium() {
  return findProgram("chromium") ?? findProgram("chromium-browser") ?? findProgram("google-chrome");
}
