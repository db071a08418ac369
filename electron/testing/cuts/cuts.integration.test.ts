import { expect, it } from "vitest";
import { bedServer } from "../../executors/ssh/ssh-conformance-bench.ts";
import { buildDaemon } from "../crash/build-daemon.ts";
import { runCutCampaign } from "./campaign.ts";

// The long one is `npm run cut-test`.
it("a run whose link is cut and whose daemon is killed: one run, its own exit code, every byte", async () => {
  const { run, breaks } = await runCutCampaign({
    program: await buildDaemon("cuts-small"),
    server: bedServer("web-1"),
    seed: 5,
    cuts: 3,
    kills: 1,
    bytes: 1_000_000,
    seconds: 2,
    kinds: ["reset", "half-way", "severed"],
    tell: () => undefined,
  });
  expect(breaks).toHaveLength(4);
  expect(run.bytes.stdout + run.bytes.stderr).toBe(1_000_000);
}, 120_000);
