import type { WatchFinding, WatchRecord } from "../../shared/watch.ts";
import type { Notice } from "../notices/notification.ts";

export interface IncidentStep {
  /** What to remember, as if the notice could not be shown. */
  readonly record: WatchRecord;
  readonly notice: Notice | undefined;
}

/**
 * What a finding means after the ones before it: one notice when something goes wrong, until it could be shown, and one
 * when it is well again. A program that was stopped as asked ends an incident without a word.
 * @param now epoch milliseconds
 */
export function stepIncident(former: WatchRecord | undefined, finding: WatchFinding, now: number): IncidentStep {
  const { verdict, message, remedy, heartbeat } = finding;
  const open = former?.incident ?? null;
  const record = { lookedAt: now, verdict, message };
  switch (verdict) {
    case "dead":
    case "stuck": {
      const subject = heartbeat === undefined ? "" : `${String(heartbeat.pid)} ${heartbeat.processStartedAt ?? ""}`;
      const isSame = open?.subject === subject;
      const incident = isSame ? { ...open, verdict } : { verdict, subject, since: now, notifiedAt: null };
      const title = verdict === "dead" ? "Cronium is not running" : "Cronium is stuck";
      const body = [`${message}.`, remedy].filter(Boolean).join(" ");
      return {
        record: { ...record, incident },
        notice: incident.notifiedAt === null ? { title, body, urgent: true } : undefined,
      };
    }
    case "alive": {
      const wasTold = open !== null && open.notifiedAt !== null;
      return {
        record: { ...record, incident: null },
        notice: wasTold ? { title: "Cronium works again", body: `${message}.`, urgent: false } : undefined,
      };
    }
    case "stopped":
      return { record: { ...record, incident: null }, notice: undefined };
    case "unknown":
      // A heartbeat that cannot be read just now makes nothing well.
      return { record: { ...record, incident: open }, notice: undefined };
  }
}
