import type { LogRead } from "../../bridge/views.ts";
import { decodeParts } from "./decode-parts.ts";
import type { LogBytes } from "./present-parts.ts";

export interface LogRequest {
  readonly offset: number;
  readonly limit: number;
  readonly tail?: number;
}

/** Where the reading of a log stands. Positions are bytes of the log file. */
export interface LogProgress {
  /** What is shown begins here … */
  readonly from: number;
  /** … and ends here. */
  readonly next: number;
  /** As long as the log was when it was last looked at. */
  readonly size: number;
  /** Nothing will be added to the log any more, whether or not all of it is shown. */
  readonly complete: boolean;
  /** `held`: there is more, and it is not taken until someone asks; `ended`: nothing more will come. */
  readonly state: "reading" | "waiting" | "held" | "ended" | "interrupted";
  /** Why it was interrupted. */
  readonly error: unknown;
}

export interface FollowParts {
  readonly read: (request: LogRequest) => Promise<LogRead>;
  /** Resolves once the parts are taken; only then is more read. */
  readonly take: (parts: readonly LogBytes[]) => Promise<void>;
  /** Nothing more will come: what was held back may go. */
  readonly finish: () => Promise<void>;
  /** What was taken so far is void; another piece of the log follows. */
  readonly clear: () => void;
  readonly changed: (progress: LogProgress) => void;
}

export interface LogFollower {
  /** The log may have grown, or can be reached again. */
  hint(): void;
  /** Whether the end is what is wanted. Then a log that is far ahead is not read through: its end is. */
  setFollowing(following: boolean): void;
  /** Takes the next piece after a hold. */
  more(): void;
  /** Takes again what is shown, or begins with the log. */
  restart(place: "same" | "start"): void;
  stop(): void;
}

/** Bytes of file for one question. Small enough that no answer keeps the window waiting. */
const readBytes = 262_144;
const carefulReadBytes = 65_536;
/** Further behind than this, the part between is left out for whoever wants the end. */
const farBehindBytes = 4_000_000;
const tailBytes = 1_000_000;
/** As much as is taken beyond what is looked at, before asking. */
const heldAfterBytes = 4_000_000;
const heldAfterLines = 12_000;

function countLines(parts: readonly LogBytes[]): number {
  let lines = 0;
  for (const { bytes } of parts) for (const byte of bytes) if (byte === 0x0a) lines += 1;
  return lines;
}

/**
 * Reads a log, piece by piece, each only after the one before it was taken: however fast a script writes, nothing
 * piles up here. What is shown is always one unbroken piece of the log, `from` to `next`.
 */
export function followLog({ read, take, finish, clear, changed }: FollowParts): LogFollower {
  let progress: LogProgress = {
    from: 0,
    next: 0,
    size: 0,
    complete: false,
    state: "reading",
    error: undefined,
  };
  let stopped = false;
  let following = true;
  let hinted = false;
  let wake: (() => void) | undefined;
  let restartAt: number | undefined;
  /** While not following: what may still be taken. */
  let allowed = { bytes: heldAfterBytes, lines: heldAfterLines };

  function report(change: Partial<LogProgress>): void {
    progress = { ...progress, ...change };
    if (!stopped) changed(progress);
  }

  function rouse(): void {
    hinted = true;
    wake?.();
  }

  async function rest(state: LogProgress["state"], error?: unknown): Promise<void> {
    if (stopped || restartAt !== undefined) return;
    report({ state, error });
    if (!hinted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      wake = undefined;
    }
  }

  /** Takes one piece. @returns how to rest after it; undefined: not at all */
  async function step(): Promise<"waiting" | "held" | "ended" | undefined> {
    if (!following && (allowed.bytes <= 0 || allowed.lines <= 0)) return "held";
    const behind = progress.size - progress.next;
    const answer = await read(
      following && behind > farBehindBytes
        ? { offset: progress.next, limit: readBytes, tail: tailBytes }
        : { offset: progress.next, limit: following ? readBytes : carefulReadBytes },
    );
    if (stopped || restartAt !== undefined) return undefined;
    // The first answer tells how long the log is; by then its beginning may not be wanted.
    const tooFar = following && answer.size - answer.next > farBehindBytes && answer.from === progress.next;
    if (tooFar && progress.size === 0) {
      report({ size: answer.size });
      return undefined;
    }
    if (answer.from > progress.next) {
      clear();
      report({ from: answer.from });
    }
    if (answer.parts.length > 0) {
      const parts = decodeParts(answer.parts);
      await take(parts);
      if (!following) {
        allowed = {
          bytes: allowed.bytes - (answer.next - answer.from),
          lines: allowed.lines - countLines(parts),
        };
      }
    }
    const done = answer.parts.length === 0 || answer.next >= answer.size;
    report({ next: answer.next, size: answer.size, complete: answer.ended, state: "reading", error: undefined });
    if (!done) return undefined;
    if (!answer.ended) return "waiting";
    await finish();
    return "ended";
  }

  async function run(): Promise<void> {
    while (!stopped) {
      if (restartAt !== undefined) {
        clear();
        progress = { ...progress, from: restartAt, next: restartAt, size: 0 };
        restartAt = undefined;
      }
      hinted = false;
      try {
        const state = await step();
        if (state !== undefined) await rest(state);
      } catch (error) {
        await rest("interrupted", error);
      }
    }
  }

  function allowMore(bytes = heldAfterBytes): void {
    allowed = { bytes: Math.max(bytes, heldAfterBytes), lines: heldAfterLines };
  }

  void run();
  return {
    hint: rouse,
    setFollowing(wanted) {
      if (wanted === following) return;
      following = wanted;
      allowMore();
      rouse();
    },
    more() {
      allowMore();
      rouse();
    },
    restart(place) {
      allowMore(place === "same" ? progress.next - progress.from : 0);
      restartAt = place === "same" ? progress.from : 0;
      if (place === "start") following = false;
      rouse();
    },
    stop() {
      stopped = true;
      rouse();
    },
  };
}
