import type { WatchTimer } from "../../shared/watch.ts";
import type { ProgramCall } from "./program-call.ts";
import type { RunProgram } from "../base/run-program.ts";

/** The watch's line in one kind of timer. */
export interface TimerControl {
  status(): Promise<WatchTimer>;
  /**
   * Puts the line in, or replaces it. Doing it twice is doing it once.
   * @throws CroniumError `conflict` when the place is taken, `storage` or `unavailable` when it cannot be done
   */
  install(everyMs: number): Promise<WatchTimer>;
  /** Takes away everything that `install` made, and nothing else. */
  remove(): Promise<WatchTimer>;
}

/** What a kind of timer stands on. */
export interface TimerParts {
  /** Absolute path. */
  readonly dataDirectory: string;
  /** Whether it is the one that is used when none is named. */
  readonly isDefault: boolean;
  readonly environment: NodeJS.ProcessEnv;
  /** Absolute path of the user's own folder. */
  readonly home: string;
  readonly call: ProgramCall;
  readonly run: RunProgram;
}

/** What stays the same in every answer of one kind. */
export function timerStatus(
  kind: WatchTimer["kind"],
  found: Partial<Omit<WatchTimer, "kind">> & Pick<WatchTimer, "detail">,
): WatchTimer {
  return {
    installed: false,
    active: undefined,
    everyMs: undefined,
    remedy: undefined,
    files: [],
    makes: [],
    ...found,
    kind,
  };
}
