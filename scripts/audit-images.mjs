// @ts-check
import { endWithNpm } from "./end-with-npm.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { runPinned } from "./pinned-node.mjs";
import { inProject, say } from "./project.mjs";
import { bringUpTestBed } from "./test-bed.mjs";

/*
 * `npm run audit-images`: looks through the images as they are on this computer and writes docs/images-audit.md.
 */
endWithNpm();
try {
  await ensureInstalled();
  const { missing } = await bringUpTestBed();
  if (missing !== undefined) throw new Error(`The test bed is not complete:\n${missing}`);
  process.exitCode = await runPinned([inProject("scripts/audit-images.ts")]);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
