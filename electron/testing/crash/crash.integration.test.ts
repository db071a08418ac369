import { expect, test } from "vitest";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { buildDaemon } from "./build-daemon.ts";
import { runCampaign } from "./campaign.ts";
import { crashPlaces } from "./workload.ts";

test("killed at writes and effects of jobs in every place: nothing is lost, doubled, left or stuck, and logs are whole", async () => {
  const bed = readBed();
  const report = await runCampaign({
    program: await buildDaemon(),
    places: crashPlaces,
    servers: bed.servers,
    image: bed.docker.images.bash,
    crashes: 10,
    seed: 20_261_121,
    between: 10,
    tell: () => undefined,
  });
  expect(report.crashes).toBe(10);
  expect(report.died.size).toBeGreaterThan(5);
  expect(report.checked.wholeLogs).toBeGreaterThan(0);
}, 600_000);
