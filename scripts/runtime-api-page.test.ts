import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inProject } from "./project.mjs";
import { describeRuntimeApi } from "./runtime-api-description.ts";
import { runtimeApiPage } from "./runtime-api-page.ts";

test("the documents of the runtime API say what it says of itself; `npm run runtime-api` writes them anew", async () => {
  const description = await describeRuntimeApi();
  expect(JSON.parse(readFileSync(inProject("docs/runtime-api.openapi.json"), "utf8"))).toEqual(description);
  expect(readFileSync(inProject("docs/runtime-api.md"), "utf8")).toBe(await runtimeApiPage(description));
});
