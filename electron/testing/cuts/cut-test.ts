import { parseArgs } from "node:util";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { buildDaemon } from "../crash/build-daemon.ts";
import { runCutCampaign, type CutReport } from "./campaign.ts";
import { cutKinds } from "./cut-kinds.ts";

function describeReport({ seconds, breaks, run, carried, connections }: CutReport): string {
  const lines = [...new Set(breaks.map(({ what }) => what))].sort().map((what) => {
    const times = breaks.filter((one) => one.what === what).map(({ recoveredMs }) => recoveredMs);
    const sorted = times.sort((left, right) => left - right);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    return `  ${String(times.length).padStart(3)} × ${what}: new bytes after ${String(median)} ms (median), ${String(sorted.at(-1))} ms at most`;
  });
  const kills = breaks.filter(({ what }) => what === "kill").length;
  return [
    ...lines,
    `${String(breaks.length - kills)} cuts and ${String(kills)} kills in ${seconds.toFixed(0)} s, ${String(connections)} connections`,
    `one run, exit code ${String(run.exitCode)}; nothing is left on the server`,
    `stdout: ${String(run.bytes.stdout)} bytes, sha256 ${run.sha256.stdout}, the same here and there`,
    `stderr: ${String(run.bytes.stderr)} bytes, sha256 ${run.sha256.stderr}, the same here and there`,
    `${carried.toFixed(2)} bytes came over the wire for each byte of output`,
  ].join("\n");
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cuts: { type: "string", default: "50" },
      kills: { type: "string", default: "5" },
      megabytes: { type: "string", default: "100" },
      seconds: { type: "string", default: "40" },
      seed: { type: "string", default: "1" },
      server: { type: "string", default: "web-1" },
      kinds: { type: "string", default: cutKinds.join(",") },
    },
  });
  const server = readBed().servers.find(({ name }) => name === values.server);
  if (server === undefined) throw new Error(`the bed has no server ${values.server}`);
  const chosen = values.kinds.split(",");
  const report = await runCutCampaign({
    program: await buildDaemon("cuts"),
    server,
    seed: Number(values.seed),
    cuts: Number(values.cuts),
    kills: Number(values.kills),
    bytes: Number(values.megabytes) * 1_000_000,
    seconds: Number(values.seconds),
    kinds: cutKinds.filter((kind) => chosen.includes(kind)),
    tell: (line) => {
      console.log(line);
    },
  });
  console.log(describeReport(report));
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
  // Lines to daemons that were killed would keep it going for a while.
  process.exit();
}
