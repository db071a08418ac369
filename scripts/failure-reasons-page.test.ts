import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { failureKinds } from "../shared/failure.ts";
import { failureReasonsPage } from "./failure-reasons-page.ts";
import { inProject } from "./project.mjs";

test("docs/failure-reasons.md says what shared/failure.ts says; `npm run job-states` writes it anew", async () => {
  expect(readFileSync(inProject("docs/failure-reasons.md"), "utf8")).toBe(await failureReasonsPage());
});

test("every reason is on the page, once", async () => {
  const page = await failureReasonsPage();
  for (const reason of Object.keys(failureKinds)) expect(page.split(`| \`${reason}\``)).toHaveLength(2);
});
