#!/usr/bin/env node
/**
 * `npm run bed -- up|down|status|env`: the test bed's command. Runs on any Node from 20 on; an older one than the bed's
 * images are made with gets the right one installed first, along with the other dependencies.
 */
import { bringUp, takeDown } from "../e2e/bed/bed.mjs";
import { describeBed } from "../e2e/bed/description.mjs";
import { bedDirectory } from "../e2e/bed/layout.mjs";
import { readBed } from "../e2e/bed/read-bed.mjs";
import { askParts } from "../e2e/bed/status.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { currentNodeIsEnough } from "./pinned-node.mjs";

const usage = `usage: npm run bed -- COMMAND
  up               install what is missing, start what is down
  down             end what the bed started, and nothing else
  status [--json]  each part: up, down or missing, and what to do
  env              shell exports for tests: eval "$(npm run -s bed -- env)"`;

const [command, ...flags] = process.argv.slice(2);
const asJson = flags.includes("--json");

/** @param {string} line */
const progress = (line) => console.error(line);

async function up() {
  await installNode();
  const isUp = await bringUp(progress);
  const complete = await status();
  return isUp && complete ? 0 : 1;
}

/** Costs one hash where it is installed already. @throws when npm fails */
async function installNode() {
  if (!currentNodeIsEnough()) await ensureInstalled();
}

async function down() {
  const ended = await takeDown();
  console.log(ended.length > 0 ? `ended ${ended.join(", ")}` : "nothing of the bed was running");
  return 0;
}

/** Prints the parts; resolves with whether all of them are up. */
async function status() {
  await installNode();
  const parts = await askParts();
  if (asJson) console.log(JSON.stringify({ ...describeBed(), parts }, undefined, 2));
  else for (const part of parts) console.log(formatPart(part));
  return parts.every((part) => part.state === "up");
}

/** @param {import("../e2e/bed/status.mjs").PartStatus} part */
function formatPart({ part, state, detail, remedy }) {
  return `${part.padEnd(12)}${state.padEnd(9)}${detail}${remedy ? `; to do: ${remedy}` : ""}`;
}

async function environment() {
  const bed = readBed();
  const values = {
    CRONIUM_BED: bedDirectory,
    CRONIUM_BED_KEY: bed.servers[0]?.privateKeyFile ?? "",
    DBUS_SESSION_BUS_ADDRESS: bed.keychain.dbusAddress,
    CHROMIUM_PATH: bed.chromium.path,
  };
  for (const [name, value] of Object.entries(values)) console.log(`export ${name}='${value}'`);
  return 0;
}

const commands = { up, down, status: async () => ((await status()) ? 0 : 1), env: environment };

try {
  const work = Object.entries(commands).find(([name]) => name === command)?.[1];
  if (work === undefined) console.error(usage);
  process.exitCode = work === undefined ? 2 : await work();
} catch (error) {
  console.error(`bed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
