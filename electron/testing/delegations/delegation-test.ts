import { parseArgs } from "node:util";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { buildDaemon } from "../crash/build-daemon.ts";
import { runDelegationCampaign } from "./campaign.ts";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      instants: { type: "string", default: "288" },
      every: { type: "string", default: "1000" },
      kills: { type: "string", default: "3" },
      seed: { type: "string", default: "1" },
      server: { type: "string", default: "web-1" },
      "real-cron": { type: "boolean", default: false },
    },
  });
  const server = readBed().servers.find(({ name }) => name === values.server);
  if (server === undefined) throw new Error(`the bed has no server ${values.server}`);
  const report = await runDelegationCampaign({
    program: await buildDaemon("delegations"),
    server,
    instants: Number(values.instants),
    everyMs: Number(values.every),
    kills: Number(values.kills),
    seed: Number(values.seed),
    hasRealCron: values["real-cron"],
    tell: (line) => {
      console.log(line);
    },
  });
  console.log(
    `${String(report.ran)} instants in ${report.awaySeconds.toFixed(0)} s without the daemon: each once in the ledger`,
  );
  console.log(`${String(report.logs)} logs and exit codes are those of the server's own runs`);
  console.log(
    `collected in ${report.collectSeconds.toFixed(0)} s, with ${values.kills} kills; nothing is left on the server`,
  );
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
  // Lines to daemons that were killed would keep it going for a while.
  process.exit();
}
