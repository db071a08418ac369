import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * What a test polls for with `expect.poll`. The runner's own limit of a second is a bet on how busy the machine is;
 * this one only ends a wait that is in vain, and stays below the limit of the test, so that the failure names it.
 */
const expect = { poll: { timeout: 25_000 } };

/** In process nothing takes long, but on a busy machine it may have to wait for the processor. */
const quickLimitMs = 120_000;

const resolve = {
  alias: [
    { find: /^fast-check$/, replacement: fileURLToPath(new URL("scripts/seeded-fast-check.mjs", import.meta.url)) },
  ],
};

/**
 * Four suites. `unit` is pure or in process and belongs to `npm run check`; `renderer` tests what the pages are made
 * of, those files in a simulated DOM that ask for one; `integration` talks to the test bed's real servers, engine and
 * keychain, one file at a time; `patient` mostly waits for real time to pass, so it goes on beside the others.
 */
export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: "unit",
          include: ["{shared,electron,migrations,scripts}/**/*.test.ts"],
          exclude: ["**/*.{integration,patient}.test.ts"],
          environment: "node",
          expect,
          testTimeout: quickLimitMs,
          hookTimeout: quickLimitMs,
        },
      },
      {
        resolve,
        test: {
          name: "renderer",
          include: ["renderer/**/*.test.{ts,tsx}"],
          environment: "node",
          testTimeout: quickLimitMs,
          hookTimeout: quickLimitMs,
        },
      },
      {
        resolve,
        test: {
          name: "integration",
          include: ["{electron,e2e}/**/*.integration.test.ts"],
          environment: "node",
          expect,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve,
        test: {
          name: "patient",
          include: ["{electron,e2e}/**/*.patient.test.ts"],
          environment: "node",
          expect,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
