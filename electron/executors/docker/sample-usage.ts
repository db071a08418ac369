import type { UsageSample } from "../../../shared/usage.ts";
import { sleep, type Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Engine } from "./engine.ts";
import { toUsageSample } from "./usage-sample.ts";

export interface FollowedUsage {
  readonly container: string;
  /** The container whose network it uses, and which alone is told of that network's traffic; undefined: none to tell of. */
  readonly networkOf: string | undefined;
}

/** Asks the engine again and again what containers use. */
export interface UsageSampler {
  /** Reports on a running container until `over` aborts. */
  follow(followed: FollowedUsage, report: (sample: UsageSample) => void, over: AbortSignal): void;
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

  async function look(
    { container, networkOf }: FollowedUsage,
    report: (sample: UsageSample) => void,
    over: AbortSignal,
  ): Promise<void> {
    try {
      const [own, shared] = await Promise.all([
        engine.statistics(container, over),
        networkOf === undefined ? undefined : engine.statistics(networkOf, over),
      ]);
      const sample = over.aborted ? undefined : toUsageSample(own, clock.now());
      const network = shared === undefined ? undefined : toUsageSample(shared, clock.now());
      if (sample === undefined) return;
      report(
        network === undefined
          ? sample
          : { ...sample, receivedBytes: network.receivedBytes, sentBytes: network.sentBytes },
      );
    } catch (error) {
      // What a run uses is good to know, and nothing depends on it.
      logger.debug({ container, error: String(error) }, "what the container uses could not be asked");
    }
  }

  return {
    follow(containers, report, over) {
      const beganAt = clock.elapsed();
      followed += 1;
      const repeat = async (): Promise<void> => {
        await sleep(clock, firstMs, over);
        for (;;) {
          await look(containers, report, over);
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
