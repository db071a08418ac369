import { firstTables } from "./0001-first-tables.ts";
import { trustedLedger } from "./0002-trusted-ledger.ts";
import { eventVersions } from "./0003-event-versions.ts";
import { guardedStates } from "./0004-guarded-states.ts";
import { limitsAndOutbox } from "./0005-limits-and-outbox.ts";
import { endedJobs } from "./0006-ended-jobs.ts";
import { scriptsThatSpeak } from "./0007-scripts-that-speak.ts";
import { serversAtWork } from "./0008-servers-at-work.ts";
import { roomForVariables } from "./0009-room-for-variables.ts";
import type { Migration } from "./migration.ts";

/** Every migration, oldest first. A landed one never changes: its checksum is frozen in `frozen-checksums.test.ts`. */
export const migrations: readonly Migration[] = [
  firstTables,
  trustedLedger,
  eventVersions,
  guardedStates,
  limitsAndOutbox,
  endedJobs,
  scriptsThatSpeak,
  serversAtWork,
  roomForVariables,
];
