// @ts-check
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { _electron as electron } from "playwright";
import { buildIfStale } from "../scripts/build-if-stale.mjs";
import { electronBinary, noWindowBecause } from "../scripts/electron-binary.mjs";

/*
 * `node e2e/electron-smoke.mjs`: what only a real Electron can show. Its window opens, the page is isolated from the
 * preload, the port reaches the host, a reload keeps working, and quitting ends the program. Skipped, saying why, where
 * there is no Electron or no display.
 */

const root = fileURLToPath(new URL("..", import.meta.url));

/** @returns {Promise<{ path: string } | { reason: string }>} */
async function findElectron() {
  const obstacle = noWindowBecause({
    platform: process.platform,
    environment: process.env,
    userId: process.getuid?.(),
  });
  if (obstacle !== undefined) return { reason: obstacle };
  const binary = await electronBinary();
  return "missing" in binary ? { reason: binary.missing } : { path: binary.path };
}

/**
 * @param {string} what
 * @param {boolean} holds
 */
function check(what, holds) {
  if (!holds) throw new Error(`Not so: ${what}`);
  console.log(`ok  ${what}`);
}

/** @param {string} executablePath */
async function smoke(executablePath) {
  const folder = mkdtempSync(join(tmpdir(), "cronium-smoke-"));
  const program = await electron.launch({
    executablePath,
    args: [root, "--data", join(folder, "data"), "--port", "0"],
    timeout: 60_000,
  });
  try {
    const page = await program.firstWindow();
    await page.getByRole("navigation").first().waitFor({ timeout: 30_000 });
    check("the window shows the interface", true);
    const world = await page.evaluate(() => ({
      port: Object.keys(Object(Reflect.get(globalThis, "cronium"))),
      node: ["require", "process", "Buffer"].filter((name) => name in globalThis),
    }));
    check("the page has the port", world.port.join() === "send,onFrame");
    check("the page has nothing of Node", world.node.length === 0);
    await page.reload();
    await page.getByRole("navigation").first().waitFor({ timeout: 30_000 });
    check("it works again after a reload", true);
    await page
      .evaluate(() => {
        location.href = "https://example.invalid/";
      })
      .catch(() => undefined);
    check("it stays on its page", page.url().startsWith("file:"));
    const ended = new Promise((resolve) => program.process().once("exit", resolve));
    await program.evaluate(({ app }) => app.quit()).catch(() => undefined);
    check("it quits with 0", (await ended) === 0);
  } finally {
    await program.close().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}

const found = await findElectron();
if ("reason" in found) console.log(`skipped: the real Electron: ${found.reason}`);
else {
  await buildIfStale({ quiet: false });
  await smoke(found.path);
}
