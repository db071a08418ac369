import { writeFileSync } from "node:fs";
import { jobStatesPage } from "./job-states-page.ts";
import { inProject } from "./project.mjs";

writeFileSync(inProject("docs/job-states.md"), await jobStatesPage());
