// @ts-check
import { buildIfStale } from "./build-if-stale.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { say } from "./project.mjs";
import { runCronium } from "./run-cronium.mjs";

// What `bin/cronium.mjs` does in the repository: the command as it stands in the source, installed and built on demand.
try {
  await ensureInstalled();
  await buildIfStale({ quiet: true });
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
await runCronium(process.argv.slice(2));
