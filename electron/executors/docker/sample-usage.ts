import type { UsageSample } from "../../../shared/usage.ts";
import { sleep, type Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Engine } from "./engine.ts";
import { toUsageSample } from "./usage-sample.ts";

/** Asks the engine again and again what containers use. */
export interface UsageSampler {
  /** Reports on a running container until `over` aborts. */
  follow(container: string, report: (sample: UsageSample) => void, over: AbortSignal): void;
}

/** Soon after its start, for what does not run long. */
const firstMs = 200;
/**
 * Each container has its turn after this time for each that runs, so that the engine answers 20 questions a second at
 * most, however many containers there are.
 */
const eachMs = 50;

/** Milliseconds until the next look, by how long a run lasts: the longer, the less a second tells. */
function intervalAt(ageMs: number): number {
  if (ageMs < 60_000) return 1_000;
  return ageMs < 600_000 ? 2_000 : 5_000;
}

export function createUsageSampler(parts: {
  readonly engine: Pick<Engine, "statistics">;
  readonly clock: Clock;
  readonly logger: Logger;
}): UsageSampler {
  const { engine, clock, logger } = parts;
  let followed = 0;

  async function look(container: string, report: (sample: UsageSample) => void, over: AbortSignal): Promise<void> {
    try {
      const statistics = await engine.statistics(container, over);
      const sample = over.aborted ? undefined : toUsageSample(statistics, clock.now());
      if (sample !== undefined) report(sample);
    } catch (error) {
      // What a run uses is good to know, and nothing depends on it.
      logger.debug({ container, error: String(error) }, "what the container uses could not be asked");
    }
  }

  return {
    follow(container, report, over) {
      const beganAt = clock.elapsed();
      followed += 1;
      const repeat = async (): Promise<void> => {
        await sleep(clock, firstMs, over);
        for (;;) {
          await look(container, report, over);
          await sleep(clock, Math.max(intervalAt(clock.elapsed() - beganAt), followed * eachMs), over);
        }
      };
      repeat()
        .catch(() => undefined)
        .finally(() => {
          followed -= 1;
        });
    },
  };
}
