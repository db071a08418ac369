import { defineConfig } from "vitest/config";

/**
 * Four suites. `unit` is pure or in process and belongs to `npm run check`; `renderer` runs components in a
 * simulated DOM; `integration` talks to the test bed's real servers, engine and keychain, one file at a time;
 * `patient` mostly waits for real time to pass, so it goes on beside the others.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{shared,electron,migrations,scripts}/**/*.test.ts"],
          exclude: ["**/*.{integration,patient}.test.ts"],
          environment: "node",
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      { test: { name: "renderer", include: ["renderer/**/*.test.{ts,tsx}"], environment: "happy-dom" } },
      {
        test: {
          name: "integration",
          include: ["{electron,e2e}/**/*.integration.test.ts"],
          environment: "node",
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "patient",
          include: ["{electron,e2e}/**/*.patient.test.ts"],
          environment: "node",
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
