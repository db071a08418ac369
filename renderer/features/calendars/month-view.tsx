import { useMemo } from "react";
import type { WindowSpan } from "../../bridge/views.ts";
import { useNow } from "../../time/clock.ts";
import { clockText, type TimeStyle } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { classes } from "../../ui/tone-class.ts";
import { monthDays, type MonthDay } from "./month-days.ts";
import styles from "./outlook.module.css";
import { dayNames } from "./window-words.ts";

export interface MonthViewProps {
  /** `2026-11` */
  readonly month: string;
  readonly title: string;
  readonly zone: string;
  /** Windows open within the month's weeks. */
  readonly spans: readonly WindowSpan[];
  /** Whether there are allowed times, outside of which nothing starts. */
  readonly hasAllow: boolean;
}

/** A month at a glance: in each day, the part in which nothing starts. */
export function MonthView({ month, title, zone, spans, hasAllow }: MonthViewProps) {
  const style = useTimeStyle(zone);
  const now = useNow(60_000);
  const days = useMemo(() => monthDays(month, zone, spans, hasAllow), [month, zone, spans, hasAllow]);
  const weeks = Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
  return (
    <table className={styles.monthTable} aria-label={`What is blocked in ${title}`}>
      <thead>
        <tr>
          {dayNames.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]?.date}>
            {week.map((day) => (
              <Day key={day.date} day={day} isToday={now >= day.fromMs && now < day.untilMs} style={style} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function percent(part: number): string {
  return `${String(Math.round(part * 1_000) / 10)}%`;
}

/** When nothing starts on a day, in words. */
function blockedWords({ blocked, fromMs, untilMs }: MonthDay, style: TimeStyle): string {
  if (blocked.length === 0) return "free";
  const [first] = blocked;
  if (first?.fromMs === fromMs && first.untilMs === untilMs) return "blocked all day";
  const end = (atMs: number): string => (atMs === untilMs ? "24:00" : clockText(atMs, style));
  return `blocked ${blocked.map((each) => `${clockText(each.fromMs, style)}–${end(each.untilMs)}`).join(", ")}`;
}

function Day({
  day,
  isToday,
  style,
}: {
  readonly day: MonthDay;
  readonly isToday: boolean;
  readonly style: TimeStyle;
}) {
  const { date, isInMonth, blocked, fromMs, untilMs } = day;
  const length = untilMs - fromMs;
  const words = blockedWords(day, style);
  const isWhole = words === "blocked all day";
  return (
    <td
      className={classes(!isInMonth && styles.outside, isToday && styles.today, isWhole && styles.whole)}
      title={`${date}: ${words}`}
      {...(isToday ? { "aria-current": "date" as const } : {})}
    >
      <span className={styles.number}>{Number(date.slice(8))}</span>
      <span className={styles.hidden}>{words}</span>
      <span className={styles.bar} aria-hidden>
        {blocked.map((each) => (
          <i
            key={each.fromMs}
            style={{
              left: percent((each.fromMs - fromMs) / length),
              width: percent((each.untilMs - each.fromMs) / length),
            }}
          />
        ))}
      </span>
    </td>
  );
}
