import type { Forecast } from "../../bridge/views.ts";
import { dayText, shortText, type TimeStyle } from "../../time/format-time.ts";
import { counted } from "../../ui/plural.ts";
import { rangeDays, type ForecastRange, type Period } from "./forecast-query.ts";

export interface ForecastAnswer {
  /** "214 starts in the next 24 hours" */
  readonly lead: string;
  /** What else is worth knowing, the most important first. */
  readonly remarks: readonly { readonly text: string; readonly isTrouble: boolean }[];
}

const aheadWords: Readonly<Record<ForecastRange, string>> = {
  day: "in the next 24 hours",
  week: "in the next 7 days",
  month: "in the next 30 days",
};

/** Which stretch it is, for the end of a sentence. */
function periodWords(period: Period, range: ForecastRange, style: TimeStyle): string {
  if (period.ahead) return aheadWords[range];
  const year = new Intl.DateTimeFormat("en-GB", { year: "numeric", timeZone: style.zone }).format(period.fromMs);
  const first = dayText(period.fromMs, style);
  if (rangeDays[range] === 1) return `on ${first} ${year}`;
  return `from ${first} to ${dayText(period.untilMs - 1, style)}, ${year}`;
}

/** The line that says what is ahead. @param style of the reader's zone */
export function answerOf(forecast: Forecast, period: Period, range: ForecastRange, now: number, style: TimeStyle) {
  const { total, blockedTotal, collisionCount, clockChanges, load } = forecast;
  const when = periodWords(period, range, style);
  const lead = total === 0 ? `Nothing starts ${when}` : `${counted(total, "start")} ${when}`;
  const remarks: { text: string; isTrouble: boolean }[] = [];
  const add = (text: string, isTrouble = false): void => void remarks.push({ text, isTrouble });
  const busiest = load.busiest[0];
  if (busiest !== undefined && busiest.starts > 1) {
    add(`busiest ${shortText(busiest.atMs, now, style)} with ${busiest.starts.toLocaleString("en-GB")}`);
  }
  if (collisionCount > 0) add(counted(collisionCount, "collision"), true);
  if (blockedTotal > 0) add(`${blockedTotal.toLocaleString("en-GB")} held back by calendars`);
  const changes = new Set(clockChanges.map(({ atMs }) => atMs));
  const [first] = changes;
  if (changes.size === 1 && first !== undefined) add(`clock change ${dayText(first, style)}`, true);
  else if (changes.size > 1) add(`${String(changes.size)} clock changes`, true);
  return { lead, remarks } satisfies ForecastAnswer;
}
