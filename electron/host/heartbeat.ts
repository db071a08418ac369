import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { processStart, systemBootId } from "../base/processes.ts";
import type { TickState } from "../schedule/tick.ts";
import { lastSignOfLife, writeHeartbeat } from "../watch/heartbeat-file.ts";

/** Written at most this often, milliseconds. */
const shortestPauseMs = 1_000;

/** The program's sign of life, for whoever looks from outside. */
export interface HeartbeatWriter {
  /** When the former program on this data last gave one, epoch milliseconds. */
  readonly lastSeenAt: number | undefined;
  /** A tick has worked. Never throws: a disk that fails must not stop the scheduler. */
  beat(state: TickState): void;
  /** The program ends as it was asked to: from now on silence is right. */
  end(): void;
}

export function createHeartbeat(options: {
  readonly dataDirectory: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
}): HeartbeatWriter {
  const { dataDirectory, clock, logger, version } = options;
  const lastSeenAt = lastSignOfLife(dataDirectory);
  let writer: ReturnType<typeof identifyWriter> | undefined;
  let latest: TickState | undefined;
  let writtenAt = -Infinity;
  let failing = false;

  function write(state: TickState, stopped: boolean): void {
    writtenAt = clock.elapsed();
    try {
      writeHeartbeat(dataDirectory, {
        ...(writer ??= identifyWriter()),
        version,
        at: clock.now(),
        lastTickAt: state.lastTickAt ?? null,
        lagMs: state.lagMs,
        nextDueAt: state.nextDueAt ?? null,
        stopped,
      });
      if (failing) logger.info("the heartbeat can be written again");
      failing = false;
    } catch (error) {
      if (!failing) logger.warn({ error }, "the heartbeat cannot be written; the schedules go on");
      failing = true;
    }
  }

  return {
    lastSeenAt,
    beat(state) {
      latest = state;
      if (clock.elapsed() - writtenAt >= shortestPauseMs) write(state, false);
    },
    end() {
      // One that never worked leaves what the former one said.
      if (latest !== undefined) write(latest, true);
    },
  };
}

/** Asked for at the first beat only: a command that just opens the data has no use for it. */
function identifyWriter() {
  return { pid: process.pid, processStartedAt: processStart(process.pid), systemBootId: systemBootId() };
}
