import type { Heartbeat, WatchFinding } from "../../shared/watch.ts";

/**
 * A heartbeat this old is no sign of life, and a due instant this long past should have been accounted for. A program
 * that works writes one at least every 15 s. Milliseconds.
 */
const staleAfterMs = 120_000;

/** What can be seen of a program from outside. */
export interface HeartbeatLook {
  /** Absolute path of the data directory, for what is said about it. */
  readonly dataDirectory: string;
  readonly heartbeat: Heartbeat | undefined;
  /** How the process is that wrote the heartbeat: `other` when its number is somebody else's by now. */
  readonly process: "running" | "held" | "gone" | "other";
  /** The computer was started again since. */
  readonly restarted: boolean;
  /** Not one byte is free where the data lies. */
  readonly diskFull: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Judges one look. `stuck` is a suspicion only: a computer that has just woken, or whose clock was set, looks the same
 * until its program's next tick. Look again after a while and ask `judgeAgain`.
 */
export function judgeHeartbeat(look: HeartbeatLook): WatchFinding {
  const { heartbeat, now, dataDirectory } = look;
  if (heartbeat === undefined) {
    return finding(look, "unknown", `There is no sign of life in ${dataDirectory}: Cronium has not run on it yet`);
  }
  const { pid, version, at, nextDueAt } = heartbeat;
  const seen = `its latest sign of life is of ${instant(at)}`;
  if (heartbeat.stopped) return finding(look, "stopped", `Cronium was stopped as it was asked to, at ${instant(at)}`);
  if (look.process === "gone" || look.process === "other") {
    const message = look.restarted
      ? `Cronium ran when the computer went down, and has not run since: ${seen}`
      : `Cronium, process ${String(pid)}, has ended without being asked to: ${seen}`;
    const remedy = `Start it with \`cronium start\`; ${dataDirectory}/cronium.log says what happened before.`;
    return finding(look, "dead", message, remedy);
  }
  if (Math.abs(now - at) > staleAfterMs) {
    return finding(look, "stuck", `Cronium, process ${String(pid)}, lives and does not work: ${seen}`, unstick(look));
  }
  if (nextDueAt !== null && now - nextDueAt > staleAfterMs) {
    const message = `Cronium, process ${String(pid)}, does not act on what is due since ${instant(nextDueAt)}`;
    return finding(look, "stuck", message, unstick(look));
  }
  const age = roughly(Math.max(0, now - at));
  return finding(
    look,
    "alive",
    `Cronium ${version} runs as process ${String(pid)}; its latest sign of life is ${age} old`,
  );
}

/** Judges by two looks, some time apart: a program that has moved on between them is not stuck. */
export function judgeAgain(first: HeartbeatLook, second: HeartbeatLook): WatchFinding {
  const judged = judgeHeartbeat(second);
  const { heartbeat: before } = first;
  const { heartbeat: after } = second;
  if (judged.verdict !== "stuck" || before === undefined || after === undefined) return judged;
  const isStale = Math.abs(second.now - after.at) > staleAfterMs;
  // What is overdue may be caught up with batch by batch; what is stale only has to be written again.
  const hasMoved = isStale ? after.at !== before.at : after.nextDueAt !== before.nextDueAt;
  if (!hasMoved) return judged;
  return finding(
    second,
    "alive",
    `Cronium ${after.version} runs as process ${String(after.pid)} and is taking up its work again`,
  );
}

function unstick({ process, diskFull, heartbeat, dataDirectory }: HeartbeatLook): string {
  const pid = String(heartbeat?.pid);
  if (process === "held") return `It is held by a signal: let it go on with \`kill -CONT ${pid}\`.`;
  if (diskFull) return `The disk that holds ${dataDirectory} is full: free some space.`;
  return `Look into ${dataDirectory}/cronium.log; if it hangs, end process ${pid} and run \`cronium start\`.`;
}

function finding(
  { heartbeat }: HeartbeatLook,
  verdict: WatchFinding["verdict"],
  message: string,
  remedy?: string,
): WatchFinding {
  return { verdict, message, remedy, heartbeat };
}

/** An instant in UTC, to the second. */
function instant(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, "Z");
}

function roughly(durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000);
  return seconds < 120 ? `${String(seconds)} s` : `${String(Math.round(seconds / 60))} min`;
}
