import { z } from "zod";

/** What the running program writes into its data directory, again and again. Times are epoch milliseconds. */
export const heartbeat = z.object({
  pid: z.int(),
  /** When that process started, as the system tells it: a process id alone may be somebody else's by now. */
  processStartedAt: z.string().nullable(),
  bootId: z.string(),
  version: z.string(),
  /** When it was written. */
  at: z.int(),
  /** The end of the latest tick that worked. */
  lastTickAt: z.int().nullable(),
  lagMs: z.number(),
  nextDueAt: z.int().nullable(),
  /** The program ended as it was asked to: silence is right. */
  stopped: z.boolean(),
});
export type Heartbeat = z.infer<typeof heartbeat>;

/** What a look from outside finds. */
export const watchVerdicts = ["alive", "stopped", "dead", "stuck", "unknown"] as const;
export type WatchVerdict = (typeof watchVerdicts)[number];

export interface WatchFinding {
  readonly verdict: WatchVerdict;
  readonly message: string;
  readonly remedy: string | undefined;
  readonly heartbeat: Heartbeat | undefined;
}

/** The line in the operating system's own timer that looks after the program. */
export interface WatchTimer {
  readonly kind: "systemd" | "launchd" | "task-scheduler" | "none";
  readonly installed: boolean;
  /** Why it cannot be installed here, when `kind` is none. */
  readonly detail: string;
  /** The files it consists of. */
  readonly files: readonly string[];
}
