import { bytesText } from "../../../shared/bytes-text.ts";
import type { StorageView } from "../../bridge/views.ts";
import type { Tone } from "../../ui/status-looks.ts";

const dayMs = 86_400_000;
/** Room for longer than this is no answer anybody needs, days. */
const farAwayDays = 1_000;

/** Whether the data is safe now: the one answer of the panel. */
export interface SafetyAnswer {
  readonly tone: Tone;
  readonly words: string;
  readonly detail: string | undefined;
  readonly remedy: string | undefined;
}

/** @param now epoch milliseconds */
export function safetyAnswer({ integrity, schedule, backups }: StorageView, now: number): SafetyAnswer {
  if (integrity?.verdict === "damaged") {
    const good = backups.find(({ verified }) => verified);
    const remedy =
      good === undefined
        ? "There is no good backup. Stop Cronium before it is made worse."
        : `Stop Cronium and restore the newest good backup: \`cronium db restore ${good.path}\`.`;
    return { tone: "failed", words: "The database is damaged.", detail: integrity.detail, remedy };
  }
  if (schedule.problem !== undefined) {
    const { message, remedy } = schedule.problem;
    return { tone: "failed", words: "The backup fails.", detail: message, remedy };
  }
  const latest = backups.find(({ verified }) => verified);
  if (schedule.busy) return { tone: "running", words: "A backup is being made.", detail: undefined, remedy: undefined };
  if (latest === undefined) {
    const remedy = "Make one now, or have one made every so many hours below.";
    return { tone: "partial", words: "There is no backup yet.", detail: undefined, remedy };
  }
  if (schedule.nextAt === undefined && now - latest.at > dayMs) {
    const remedy = "Scheduled backups are switched off; set how often they are made below.";
    return { tone: "partial", words: "The newest backup is more than a day old.", detail: undefined, remedy };
  }
  return { tone: "completed", words: "The data is safe.", detail: undefined, remedy: undefined };
}

export interface StoragePart {
  readonly key: "database" | "logs" | "backups" | "rest";
  readonly name: string;
  readonly bytes: number;
}

/** What takes room, in the order of the bar. */
export function storageParts({ bytes }: StorageView): readonly StoragePart[] {
  return [
    { key: "database", name: "Database", bytes: bytes.database + bytes.writeAheadLog },
    { key: "logs", name: "Logs", bytes: bytes.logs },
    { key: "backups", name: "Backups", bytes: bytes.backups },
    { key: "rest", name: "Everything else", bytes: bytes.runs + bytes.other },
  ];
}

/** How database and logs grow, and for how long there is room. */
export function growthText({ growthPerDay, bytes }: StorageView): string {
  if (growthPerDay === undefined) return "known after six hours";
  if (growthPerDay <= 0) return "it does not grow";
  const days = Math.floor(bytes.free / growthPerDay);
  const room =
    days > farAwayDays ? "" : `, room for about ${days.toLocaleString("en-GB")} ${days === 1 ? "day" : "days"}`;
  return `${bytesText(growthPerDay)} a day${room}`;
}
