// @ts-check
import { buildIfStale } from "./build-if-stale.mjs";
import { endWithNpm } from "./end-with-npm.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { say } from "./project.mjs";
import { runCronium } from "./run-cronium.mjs";

// What `bin/cronium.mjs` does in the repository: the command as it stands in the source, installed and built on demand.
// Started by npm itself (npx cronium, npm run cronium), it ends with it; started by a program that npm runs, it may
// well outlive that one.
if (["npx", "cronium"].includes(process.env["npm_lifecycle_event"] ?? "")) endWithNpm();
try {
  await ensureInstalled();
  await buildIfStale({ quiet: true });
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
await runCronium(process.argv.slice(2));
