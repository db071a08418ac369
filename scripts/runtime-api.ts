import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { inProject } from "./project.mjs";
import { describeRuntimeApi } from "./runtime-api-description.ts";
import { runtimeApiPage } from "./runtime-api-page.ts";

const description = await describeRuntimeApi();
writeFileSync(
  inProject("docs/runtime-api.openapi.json"),
  await format(JSON.stringify(description), { parser: "json", printWidth: 120 }),
);
writeFileSync(inProject("docs/runtime-api.md"), await runtimeApiPage(description));
