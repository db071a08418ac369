import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { libraryReferencePage } from "./library-reference-page.ts";
import { inProject } from "./project.mjs";

test("docs/script-helpers.md says what shared/library-operations.ts says; `npm run job-states` writes it anew", async () => {
  expect(readFileSync(inProject("docs/script-helpers.md"), "utf8")).toBe(await libraryReferencePage());
});
