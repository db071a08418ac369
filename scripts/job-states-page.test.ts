import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { jobStatesPage } from "./job-states-page.ts";
import { inProject } from "./project.mjs";

test("docs/job-states.md says what the tables say; `npm run job-states` writes it anew", async () => {
  expect(readFileSync(inProject("docs/job-states.md"), "utf8")).toBe(await jobStatesPage());
});
