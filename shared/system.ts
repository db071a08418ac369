import { z } from "zod";
import type { JobSummary } from "./job.ts";
import type { ReconcileState } from "./reconcile.ts";
import type { StorageProblem } from "./storage.ts";
import type { VaultBackend, VaultState } from "./words.ts";

const doctorVerdicts = ["ok", "warning", "problem"] as const;
export type DoctorVerdict = (typeof doctorVerdicts)[number];

export interface DoctorLine {
  readonly name: string;
  readonly verdict: DoctorVerdict;
  readonly message: string;
  readonly remedy: string | undefined;
}

/** How the program is. Times are epoch milliseconds, durations milliseconds. */
export interface SystemStatus {
  readonly version: string;
  readonly pid: number;
  readonly dataDirectory: string;
  readonly startedAt: number;
  /** False when only the data file is open: nothing is scheduled or run. */
  readonly running: boolean;
  readonly timezone: string;
  readonly scheduler: {
    readonly lastTickAt: number | undefined;
    /** How late the latest tick was against the instants it found due. */
    readonly lagMs: number;
    /** Set while ticks fail: what went wrong, since when. The scheduler tries again by itself. */
    readonly problem: { readonly since: number; readonly message: string } | undefined;
    readonly nextDueAt: number | undefined;
    readonly nextDueEvent: string | undefined;
  };
  /** What was found left by a crash, a sleep or a failure; undefined while no host runs. */
  readonly reconciled: ReconcileState | undefined;
  readonly storage: {
    readonly databaseBytes: number;
    /** The newest verified backup, epoch milliseconds. */
    readonly latestBackupAt: number | undefined;
    /** What is wrong with the data or its backups. */
    readonly problem: StorageProblem | undefined;
  };
  readonly jobs: { readonly queued: number; readonly running: number; readonly needsAttention: number };
  readonly vault: {
    readonly backend: VaultBackend;
    readonly state: VaultState;
    readonly detail: string;
    /** Queued jobs that wait for it to be opened. */
    readonly waiting: number;
  };
  readonly docker: { readonly available: boolean; readonly detail: string };
}

/** What opens the dashboard: is everything all right, what runs, what is next, what needs someone. */
export interface Overview {
  readonly events: { readonly total: number; readonly active: number; readonly paused: number; readonly draft: number };
  readonly servers: { readonly total: number; readonly online: number; readonly trouble: number };
  readonly lastDay: { readonly completed: number; readonly failed: number; readonly other: number };
  /** Finished jobs per hour over the last 24 hours, oldest first. */
  readonly hours: readonly {
    readonly fromMs: number;
    readonly completed: number;
    readonly failed: number;
    readonly other: number;
  }[];
  readonly running: readonly JobSummary[];
  readonly next: readonly {
    readonly eventId: number;
    readonly eventName: string;
    readonly dueAt: number;
    readonly timezone: string;
    /** The server that decides of it, while the schedule is left to one. */
    readonly server: string | undefined;
  }[];
  readonly attention: readonly JobSummary[];
  readonly missedLastDay: number;
  /** Times in which the program could not act that nobody has put away yet. */
  readonly absences: number;
}

export const noticeChoices = ["nothing", "attention", "failures"] as const;
export type NoticeChoice = (typeof noticeChoices)[number];

export const settingsInput = z.strictObject({
  /** How many jobs are under way at once at most, each on however many servers. */
  concurrency: z.int().min(1).max(500).optional(),
  /** Logs and finished jobs older than this many days are removed; 0 keeps everything. */
  keepDays: z.int().min(0).max(3_650).optional(),
  /** Rows of the ledger older than this many days are removed; 0 keeps everything. */
  ledgerKeepDays: z.int().min(0).max(36_500).optional(),
  /** Finished jobs kept of each event at most, the newest; 0 keeps as many as there are. */
  keepJobsPerEvent: z.int().min(0).max(1_000_000).optional(),
  /** What all logs together may take, bytes: the oldest finished jobs make room; 0 sets no limit. */
  keepLogBytes: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  /** How much of the log of one execution is kept, bytes, unless its event says otherwise; 0 sets no limit. */
  logLimitBytes: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  /** What all variables may take together, bytes, without values of secrets; 0 sets no limit. */
  variableLimitBytes: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  /** A backup of the database is made this often; 0 makes none. */
  backupEveryHours: z.int().min(0).max(720).optional(),
  /** How many of them are kept at least; the newest of each of the last seven days is kept besides. */
  backupKeep: z.int().min(1).max(365).optional(),
  /** What is told on the desktop by itself: nothing, what needs a person, or each job that failed, too. */
  notify: z.enum(noticeChoices).optional(),
  theme: z.enum(["light", "dark", "auto"]).optional(),
  clock: z.enum(["24h", "12h"]).optional(),
});
type SettingsInput = z.infer<typeof settingsInput>;
export type Settings = { readonly [Name in keyof SettingsInput]-?: Exclude<SettingsInput[Name], undefined> };

export const defaultSettings: Settings = {
  concurrency: 20,
  keepDays: 90,
  ledgerKeepDays: 400,
  keepJobsPerEvent: 0,
  keepLogBytes: 0,
  logLimitBytes: 2_000_000_000,
  variableLimitBytes: 64_000_000,
  backupEveryHours: 24,
  backupKeep: 7,
  notify: "attention",
  theme: "auto",
  clock: "24h",
};

export interface MigrationRecord {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  readonly appliedAt: number;
  readonly durationMs: number;
  readonly programVersion: string;
}

/** What `db validate` found; `summary` says in words what to do. */
export interface DatabaseValidation {
  readonly valid: boolean;
  readonly applied: readonly MigrationRecord[];
  readonly pending: readonly { readonly version: number; readonly name: string }[];
  readonly unknown: readonly MigrationRecord[];
  readonly mismatched: readonly {
    readonly version: number;
    readonly name: string;
    readonly expected: string;
    readonly found: string;
  }[];
  readonly missing: readonly string[];
  readonly summary: string;
}
