import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";

/** The machine's own Chromium where there is one; elsewhere the browser Playwright has installed. */
const chromium = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const jsonFile = process.env["PLAYWRIGHT_JSON_OUTPUT_FILE"];

/**
 * Specs share real servers, one engine and two cores, so they run one at a time, and never twice: a test that needs a
 * second try is a defect.
 */
export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../test-results",
  workers: 1,
  retries: 0,
  forbidOnly: process.env["CI"] !== undefined,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["line"], ...(jsonFile === undefined ? [] : ([["json", { outputFile: jsonFile }]] as const))],
  use: {
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(existsSync(chromium) ? { executablePath: chromium } : {}),
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
    },
  },
  projects: [{ name: "desktop", use: { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 800 } } }],
});
