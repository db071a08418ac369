import { afterAll, beforeAll, describe } from "vitest";
import type { ConformanceBench, OpenBench } from "./conformance-bench.ts";
import { conformsInDelivery } from "./conformance-delivery.ts";
import { conformsInOutput } from "./conformance-output.ts";
import { conformsInStopping } from "./conformance-stopping.ts";
import { conformsInSurvival } from "./conformance-survival.ts";

/**
 * What every executor must do, as one suite of tests. `open` is called anew for each executor instance; all instances
 * work on the same place. Needs Linux, because processes are looked for in /proc.
 */
export function describeExecutor(name: string, open: OpenBench): void {
  describe(name, () => {
    let opened: ConformanceBench | undefined;
    const bench = (): ConformanceBench => {
      if (!opened) throw new Error("the bench is not open yet");
      return opened;
    };
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened?.close();
    });
    describe("output", () => conformsInOutput(bench));
    describe("delivery", () => conformsInDelivery(bench));
    describe("stopping", () => conformsInStopping(bench));
    describe("survival", () => conformsInSurvival(bench, open));
  });
}
