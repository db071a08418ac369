import { z } from "zod";

/** What the running program writes into its data directory, again and again. Times are epoch milliseconds. */
export const heartbeat = z.object({
  pid: z.int(),
  /** When that process started, as the system tells it: a process id alone may be somebody else's by now. */
  processStartedAt: z.string().nullable(),
  /** Which start of the computer it lives in, where the system names it. */
  systemBootId: z.string().nullable(),
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
const watchVerdicts = ["alive", "stopped", "dead", "stuck", "unknown"] as const;
export type WatchVerdict = (typeof watchVerdicts)[number];

export interface WatchFinding {
  readonly verdict: WatchVerdict;
  readonly message: string;
  readonly remedy: string | undefined;
  readonly heartbeat: Heartbeat | undefined;
}

/** What the latest look of the operating system's timer left behind. Times are epoch milliseconds. */
export const watchRecord = z.object({
  lookedAt: z.int(),
  verdict: z.enum(watchVerdicts),
  message: z.string(),
  /** What is wrong and has been told, or could not be told, of. */
  incident: z
    .object({
      verdict: z.enum(watchVerdicts),
      /** The process it is about: a new one that fails is a new incident. */
      subject: z.string(),
      since: z.int(),
      /** When a notification of it was shown; null when none could be. */
      notifiedAt: z.int().nullable(),
    })
    .nullable(),
});
export type WatchRecord = z.infer<typeof watchRecord>;

/** The line in the operating system's own timer that looks after the program. */
export interface WatchTimer {
  readonly kind: "systemd" | "launchd" | "task-scheduler" | "none";
  readonly installed: boolean;
  /** Whether the system runs it now; undefined where it cannot be asked. */
  readonly active: boolean | undefined;
  /** How often it looks, milliseconds; undefined when it is not installed. */
  readonly everyMs: number | undefined;
  /** How it is, in words; when `kind` is none, why it cannot be installed here. */
  readonly detail: string;
  /** What is left for the person to do. */
  readonly remedy: string | undefined;
  /** The files it consists of, absolute paths. */
  readonly files: readonly string[];
  /** What installing makes: absolute paths of files, or the name of a task. */
  readonly makes: readonly string[];
}

/** What the settings show of the watch. */
export interface WatchStatus {
  readonly timer: WatchTimer;
  /** The timer's latest look, if it has looked. */
  readonly latest: WatchRecord | undefined;
}

/** How often a timer may look: often enough to help, seldom enough to cost nothing. Milliseconds. */
export const shortestWatchMs = 60_000;
export const longestWatchMs = 86_400_000;
export const usualWatchMs = 300_000;

export const watchInstallInput = z.strictObject({
  /** How often it looks, milliseconds. */
  everyMs: z
    .int()
    .min(shortestWatchMs, "at least one minute")
    .max(longestWatchMs, "at most one day")
    .multipleOf(1_000, "whole seconds")
    .default(usualWatchMs),
});
