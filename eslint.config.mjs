import { defineConfig, globalIgnores } from "eslint/config";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import { everywhere, plainExports, realTimeAndChance } from "./scripts/lint-restrictions.mjs";

const sources = ["shared/**/*.ts", "electron/**/*.ts", "renderer/**/*.{ts,tsx}", "migrations/**/*.ts"];
const tools = ["e2e/**/*.ts", "bench/**/*.ts", "scripts/**/*.ts"];
const tests = ["**/*.test.{ts,tsx}", "**/*.spec.ts"];
/** Read by a tool that insists on a default export. */
const configurations = ["*.config.{ts,mjs}", "e2e/*.config.ts", "scripts/vitest-tally.mjs", "scripts/lint-format.mjs"];
/** Stands for a package, so it gives what that gives. */
const standIn = "scripts/seeded-fast-check.mjs";

export default defineConfig(
  // The build writes its compiled configuration beside the original for a moment, while the check runs.
  globalIgnores(["out/", "dist/", ".cache/", "runtimes/", "test-results/", "playwright-report/", "*.config.ts.*.mjs"]),
  {
    files: [...sources, ...tools],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/no-deprecated": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unnecessary-type-assertion": "error",
      "@typescript-eslint/no-unsafe-argument": "error",
      "@typescript-eslint/no-unsafe-assignment": "error",
      "@typescript-eslint/no-unsafe-call": "error",
      "@typescript-eslint/no-unsafe-member-access": "error",
      "@typescript-eslint/no-unsafe-return": "error",
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/prefer-promise-reject-errors": "error",
      "@typescript-eslint/return-await": ["error", "error-handling-correctness-only"],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/ban-ts-comment": "error",
    },
  },
  {
    files: ["**/*.{ts,tsx,mjs,cjs}"],
    rules: {
      eqeqeq: "error",
      "max-lines": ["error", 300],
      "no-debugger": "error",
      "no-empty": "error",
      "no-restricted-syntax": ["error", ...everywhere, ...plainExports],
      "no-unsafe-finally": "error",
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["renderer/**/*.{ts,tsx}"],
    plugins: { "react-hooks": reactHooks },
    rules: {
      "react-hooks/exhaustive-deps": "error",
      "react-hooks/purity": "error",
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/set-state-in-render": "error",
      "react-hooks/static-components": "error",
    },
  },
  {
    files: ["shared/**/*.ts", "electron/**/*.ts", "migrations/**/*.ts"],
    ignores: ["electron/testing/**"],
    rules: { "no-console": "error" },
  },
  {
    // Time and chance are handed in. The two files that make them real, the shell's edge and tests are exempt.
    files: ["shared/**/*.ts", "electron/**/*.ts", "migrations/**/*.ts"],
    ignores: ["electron/base/clock.ts", "electron/base/ids.ts", "electron/shell/**", "electron/testing/**", ...tests],
    rules: { "no-restricted-syntax": ["error", ...everywhere, ...plainExports, ...realTimeAndChance] },
  },
  {
    // Tests look at answers whose shape they are about to assert.
    files: tests,
    rules: {
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    // Plain scripts are typed by hand beside them, so their one front door may re-export.
    files: ["e2e/**/*.mjs", standIn, ...configurations],
    rules: { "no-restricted-syntax": ["error", ...everywhere] },
  },
);
