import type { ReconcileState } from "../../shared/reconcile.ts";
import type { ChangeFeed } from "../base/change-feed.ts";
import type { Logger } from "../base/logger.ts";
import type { CheckParts } from "../definitions/check-server.ts";
import type { Delegations } from "../delegation/collector.ts";
import type { ImageWorks } from "../executors/docker/images/image-works.ts";
import type { ServerAccess } from "../executors/ssh/server-access.ts";
import type { LogGrowthFeed } from "../logs/log-growth.ts";
import type { PayloadBook } from "../payloads/payload-book.ts";
import type { JobEndHook } from "../queue/job-end.ts";
import type { UsageBook } from "../queue/usage-book.ts";
import type { SchedulerState } from "../schedule/tick.ts";
import type { LogSearchParts } from "../search/log-search.ts";
import type { ChangeableVault } from "../secrets/changeable-vault.ts";
import type { StorageCare } from "../storage/storage-care.ts";
import type { TerminalBook } from "../terminals/terminal-book.ts";
import type { TimerControl } from "../watch/timer-control.ts";

/** What the calls of the contract stand on. */
export interface ApiContext extends CheckParts {
  readonly vault: ChangeableVault;
  readonly logger: Logger;
  readonly changes: ChangeFeed;
  readonly growth: LogGrowthFeed;
  readonly dataDirectory: string;
  readonly programVersion: string;
  /** When this host started, epoch milliseconds. */
  readonly startedAt: number;
  /** Different at every start: cursors of an earlier host are not ours. */
  readonly bootId: string;
  /** False when only the data is open: nothing is scheduled or run. */
  readonly running: boolean;
  readonly scheduler: () => SchedulerState;
  /** What the looks at what is left have found since the start. */
  readonly reconciled: () => ReconcileState;
  readonly storage: StorageCare;
  readonly logSearch: LogSearchParts;
  /** What is sent to servers. */
  readonly payloads: Pick<PayloadBook, "payloadOf" | "payloadOfJob">;
  /** What the executions that run now have used. */
  readonly usage: UsageBook;
  /** What follows when a job ends at this door: cancelled before it started, or resolved by a person. */
  readonly hooks: readonly JobEndHook[];
  /** Ends this host, as its user asks from another door; undefined where nobody can. */
  readonly requestStop: (() => void) | undefined;
  /** Jobs were queued: the dispatcher should look. */
  readonly queued: () => void;
  /** This job is to be stopped if it is under way. */
  readonly cancelled: (jobId: string) => void;
  /** Messages are to be delivered: the outbox should look. */
  readonly messagesWaiting: () => void;
  /** Whether this message is being delivered right now. */
  readonly isDelivering: (messageId: string) => boolean;
  /** The line in the operating system's timer that looks after this program. */
  readonly watchTimer: TimerControl;
  /** What is done on servers besides runs; undefined where none is reached. */
  readonly servers: ServerAccess | undefined;
  /** The shells on servers that people type into. */
  readonly terminals: TerminalBook;
  /** Schedules that are left to servers. */
  readonly delegations: Delegations;
  /** Builds and pulls of images; undefined where no engine is used. */
  readonly imageWorks: ImageWorks | undefined;
  readonly checkDocker: () => Promise<{ readonly available: boolean; readonly detail: string }>;
}
