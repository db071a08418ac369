import { writeFileSync } from "node:fs";
import { failureReasonsPage } from "./failure-reasons-page.ts";
import { libraryReferencePage } from "./library-reference-page.ts";
import { jobStatesPage } from "./job-states-page.ts";
import { inProject } from "./project.mjs";

writeFileSync(inProject("docs/job-states.md"), await jobStatesPage());
writeFileSync(inProject("docs/failure-reasons.md"), await failureReasonsPage());
writeFileSync(inProject("docs/script-helpers.md"), await libraryReferencePage());
