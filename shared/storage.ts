/** Why a copy of the database was made; part of its file's name. */
export const backupLabels = ["scheduled", "by-hand", "before-migration", "before-rollback"] as const;
export type BackupLabel = (typeof backupLabels)[number];

/** A copy of the database in the backups folder. */
export interface BackupFile {
  /** Absolute. */
  readonly path: string;
  /** When it was made, epoch milliseconds. */
  readonly at: number;
  readonly label: BackupLabel;
  readonly bytes: number;
  /** It was read again as a whole after writing, found intact, and its checksum lies beside it. */
  readonly verified: boolean;
}

/** What goes wrong with the data, since when, and what to do. */
export interface StorageProblem {
  /** Epoch milliseconds. */
  readonly since: number;
  readonly message: string;
  readonly remedy: string | undefined;
}

/** The scheduled backups of a running host. */
export interface BackupState {
  /** One is being made now. */
  readonly busy: boolean;
  /** When the next one is made, epoch milliseconds; undefined while they are switched off, or nothing runs. */
  readonly nextAt: number | undefined;
  /** Set from the first failure until one succeeds again. */
  readonly problem: StorageProblem | undefined;
}

/** The latest look at the database's own structure. */
export interface IntegrityFinding {
  /** Epoch milliseconds. */
  readonly at: number;
  /** `partial`: the time given was over before every table had been looked at; none looked at was damaged. */
  readonly verdict: "intact" | "partial" | "damaged";
  readonly detail: string;
}

/** What the data directory takes, and how safe it is. Times are epoch milliseconds. */
export interface StorageView {
  readonly measuredAt: number;
  readonly bytes: {
    readonly database: number;
    readonly writeAheadLog: number;
    readonly logs: number;
    readonly logFiles: number;
    readonly backups: number;
    /** What runs on this computer have in the works. */
    readonly runs: number;
    readonly other: number;
    /** What may still be written to that disk. */
    readonly free: number;
    readonly disk: number;
  };
  /** Of database and logs, bytes in a day; undefined until there is enough to tell by. */
  readonly growthPerDay: number | undefined;
  /** The newest first. */
  readonly backups: readonly BackupFile[];
  readonly schedule: BackupState;
  /** Undefined before the first look. */
  readonly integrity: IntegrityFinding | undefined;
}
