import { statfsSync } from "node:fs";
import type { Heartbeat, WatchFinding } from "../../shared/watch.ts";
import { sleep, type Clock } from "../base/clock.ts";
import { processStart, processState, systemBootId } from "../base/processes.ts";
import { readHeartbeat } from "./heartbeat-file.ts";
import { judgeAgain, judgeHeartbeat, type HeartbeatLook } from "./judge-heartbeat.ts";

/** How long a suspicion is given: longer than a working program ever lies still between two ticks. Milliseconds. */
export const usualGraceMs = 30_000;

export interface Examination {
  /** Absolute path. */
  readonly dataDirectory: string;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly graceMs?: number;
  readonly signal?: AbortSignal;
}

/** One look, judged as it is. Needs neither the database nor the program; nothing is written. */
export function glanceAtHeartbeat({
  dataDirectory,
  clock,
}: Pick<Examination, "dataDirectory" | "clock">): WatchFinding {
  return judgeHeartbeat(takeLook(dataDirectory, clock));
}

/**
 * Looks at a program from outside and, where it seems stuck, again after a while.
 * @throws the signal's reason when it aborts during the wait
 */
export async function examineHeartbeat(examination: Examination): Promise<WatchFinding> {
  const { dataDirectory, clock, graceMs = usualGraceMs, signal } = examination;
  const first = takeLook(dataDirectory, clock);
  const judged = judgeHeartbeat(first);
  if (judged.verdict !== "stuck") return judged;
  await sleep(clock, graceMs, signal);
  return judgeAgain(first, takeLook(dataDirectory, clock));
}

function takeLook(dataDirectory: string, clock: Clock): HeartbeatLook {
  const heartbeat = readHeartbeat(dataDirectory);
  return {
    dataDirectory,
    heartbeat,
    process: heartbeat === undefined ? "gone" : stateOfWriter(heartbeat),
    restarted: heartbeat !== undefined && isOfAnotherBoot(heartbeat),
    diskFull: isFull(dataDirectory),
    now: clock.now(),
  };
}

function stateOfWriter(heartbeat: Heartbeat): HeartbeatLook["process"] {
  if (isOfAnotherBoot(heartbeat)) return "other";
  const state = processState(heartbeat.pid);
  if (state === "gone") return "gone";
  const startedAt = processStart(heartbeat.pid);
  // Where the system does not tell, the number alone has to do.
  const isOther = heartbeat.processStartedAt !== null && startedAt !== null && startedAt !== heartbeat.processStartedAt;
  return isOther ? "other" : state;
}

function isOfAnotherBoot({ systemBootId: written }: Heartbeat): boolean {
  const current = systemBootId();
  return written !== null && current !== null && written !== current;
}

function isFull(dataDirectory: string): boolean {
  try {
    return statfsSync(dataDirectory).bavail === 0;
  } catch {
    // A directory that is not there is no full one.
    return false;
  }
}
