import type { WatchFinding } from "../../shared/watch.ts";
import { stepIncident } from "./incident.ts";
import { showNotification } from "../notices/notification.ts";
import type { RunProgram } from "../base/run-program.ts";
import { readWatchRecord, writeWatchRecord } from "./watch-record-file.ts";

export interface Telling {
  /** Absolute path. */
  readonly dataDirectory: string;
  readonly finding: WatchFinding;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly platform: NodeJS.Platform;
  readonly run: RunProgram;
  /** Told, one sentence each, what could not be shown or remembered. */
  readonly complain: (sentence: string) => void;
}

/** Notifies the person at the desktop if this finding is news, and remembers that it has. */
export async function tellFinding(telling: Telling): Promise<void> {
  const { dataDirectory, now, complain } = telling;
  const former = readWatchRecord(dataDirectory);
  const { record, notice } = stepIncident(former, telling.finding, now);
  // Where nothing has run yet there may not even be a directory.
  if (former === undefined && record.verdict === "unknown") return;
  let { incident } = record;
  if (notice !== undefined) {
    const failure = await showNotification(telling.platform, notice, telling.run);
    if (failure !== undefined) complain(`No notification could be shown (${failure}): ${notice.title}. ${notice.body}`);
    else if (incident !== null) incident = { ...incident, notifiedAt: now };
  }
  try {
    writeWatchRecord(dataDirectory, { ...record, incident });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    complain(`What was told cannot be remembered, so it may be told again: ${reason}`);
  }
}
