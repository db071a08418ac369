import { parseArgs } from "node:util";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { buildDaemon } from "./build-daemon.ts";
import { CampaignFailure, runCampaign, type CampaignReport } from "./campaign.ts";
import { crashPlaces } from "./workload.ts";

function describeReport(report: CampaignReport): string {
  const { seed, crashes, looks, seconds, checked, died, spared, jobsAsked } = report;
  const number = (value: number): string => Math.round(value).toLocaleString("en-US");
  return [
    ...[...died].sort().map(([name, count]) => `  ${String(count).padStart(4)} ${name}`),
    `${number(crashes)} crashes at ${number(died.size)} different points in ${number(seconds)} s (${(crashes / seconds).toFixed(1)} per second), seed ${String(seed)}`,
    `${number(jobsAsked)} jobs asked for, ${number(looks)} looks at everything: 0 lost, 0 doubled, 0 orphans, 0 stuck`,
    `in the last look and those before it: ${number(checked.jobs)} jobs, ${number(checked.executions)} executions, ${number(checked.occurrences)} rows of the ledger; ${number(checked.wholeLogs)} logs equal byte for byte`,
    `${number(checked.lost)} executions brought to a person, since nobody could say how they ended`,
    spared.length === 0 ? "every point passed was died at" : `never died at: ${spared.join("; ")}`,
  ].join("\n");
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      crashes: { type: "string", default: "1000" },
      seed: { type: "string", default: "1" },
      places: { type: "string", default: crashPlaces.join(",") },
      between: { type: "string", default: "50" },
      at: { type: "string" },
    },
  });
  const places = crashPlaces.filter((place) => values.places.split(",").includes(place));
  const bed = readBed();
  const tell = (line: string): void => {
    console.log(line);
  };
  try {
    const report = await runCampaign({
      program: await buildDaemon(),
      places,
      servers: bed.servers,
      image: bed.docker.images.bash,
      crashes: Number(values.crashes),
      seed: Number(values.seed),
      between: Number(values.between),
      at: values.at,
      tell,
    });
    console.log(describeReport(report));
  } catch (error) {
    if (!(error instanceof CampaignFailure)) throw error;
    console.log(
      `${error.message}\nto see it again: npm run crash-test -- --seed ${values.seed} --places ${values.places}`,
    );
    process.exitCode = 1;
  }
}

// Lines to daemons that have died would keep it going for a while.
if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
  process.exit();
}
