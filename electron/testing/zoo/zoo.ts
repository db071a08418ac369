import { parseArgs } from "node:util";
import { zooPlaces, type ZooPlace } from "./places.ts";
import type { ZooReport } from "./run-kind.ts";
import { allVisits, visitAll } from "./visit.ts";
import { zooTable } from "./zoo-table.ts";

/** More at once than this machine's two cores make each of them wait for its turn. */
const defaultAtOnce = 4;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kind: { type: "string", default: "" },
      place: { type: "string", multiple: true, default: [...zooPlaces] },
      "at-once": { type: "string", default: String(defaultAtOnce) },
    },
  });
  const places = zooPlaces.filter((place) => values.place.includes(place)) satisfies readonly ZooPlace[];
  const visits = allVisits(places, ["cancel", "timeout"]).filter(({ kind }) => kind.name.includes(values.kind));
  const reports = await visitAll(visits, Number(values["at-once"]), (report) => {
    for (const line of troubles(report)) process.stdout.write(`${line}\n`);
  });
  process.stdout.write(`${zooTable(reports)}\n`);
  if (reports.length === 0 || reports.some(({ escaped }) => escaped.length > 0)) process.exitCode = 1;
}

function troubles({ kind, place, reason, escaped }: ZooReport): readonly string[] {
  return escaped.map((what) => `escaped from ${place} on ${reason}, ${kind}: ${what}`);
}

await main();
