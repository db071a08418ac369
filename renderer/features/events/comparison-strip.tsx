import { IconBan, IconEqual, IconMinus, IconPlus, type Icon } from "@tabler/icons-react";
import { Fragment } from "react";
import type { ScheduleComparison } from "../../bridge/views.ts";
import { shortText } from "../../time/format-time.ts";
import { useNow } from "../../time/clock.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import type { Tone } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { dayMarks, strokesPath } from "./comparison-days.ts";
import styles from "./schedule-comparison.module.css";

type Compared = Extract<ScheduleComparison, { ok: true }>;

interface Lane {
  readonly name: string;
  readonly icon: Icon;
  readonly tone: Tone;
  readonly instants: readonly number[];
  /** Worth naming one by one: these are the difference. */
  readonly named: boolean;
}

/** The core lists no more of each lane. */
const listedInstants = 500;
const laneHeight = 16;
/** About as many dates as can be read side by side. */
const namedDates = 8;
/** Further right a date would be cut off. */
const lastLabelPlace = 0.92;
/** As many instants of a lane are written out. */
const namedInstants = 4;

function lanesOf(compared: Compared, isNew: boolean): readonly Lane[] {
  const lanes: readonly Lane[] = [
    { name: "As before", icon: IconEqual, tone: "queued", instants: compared.kept, named: false },
    { name: isNew ? "Due" : "New", icon: IconPlus, tone: "completed", instants: compared.added, named: !isNew },
    { name: "No longer", icon: IconMinus, tone: "failed", instants: compared.removed, named: true },
    {
      name: "Blocked",
      icon: IconBan,
      tone: "attention",
      instants: compared.blocked.map(({ atMs }) => atMs),
      named: true,
    },
  ];
  return lanes.filter((lane) => lane.instants.length > 0);
}

export interface ComparisonStripProps {
  readonly compared: Compared;
  readonly zone: string;
  /** Nothing was scheduled before. */
  readonly isNew: boolean;
}

/** The compared days as lanes: what stays, what comes, what goes, what a calendar keeps from starting. */
export function ComparisonStrip({ compared, zone, isNew }: ComparisonStripProps) {
  const style = useTimeStyle(zone);
  const now = useNow(60_000);
  const { fromMs, untilMs } = compared;
  const lanes = lanesOf(compared, isNew);
  if (lanes.length === 0) return <p className={styles.none}>Nothing is due in these days, before or after.</p>;
  const marks = dayMarks(fromMs, untilMs, zone, namedDates);
  const changes = compared.clockChanges.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs);
  const place = (at: number): string => `${String(((at - fromMs) / (untilMs - fromMs)) * 100)}%`;
  const written = (at: number): string => shortText(at, now, style);
  const drawnUntil = compared.truncated ? lastDrawn(lanes) : undefined;
  const due = Math.max(compared.countBefore, compared.countAfter).toLocaleString("en-GB");
  const count = (lane: Lane): string =>
    `${lane.instants.length.toLocaleString("en-GB")}${compared.truncated && lane.instants.length >= listedInstants ? "+" : ""}`;
  return (
    <div className={styles.strip} role="group" aria-label="Due times in these days">
      <div className={styles.lanes}>
        {lanes.map((lane) => (
          <Fragment key={lane.name}>
            <span className={classes(styles.laneName, toneClass(lane.tone))}>
              <lane.icon size={13} stroke={2.4} aria-hidden />
              {lane.name}
              <span className={styles.laneCount}>{count(lane)}</span>
            </span>
            <svg
              className={classes(styles.lane, toneClass(lane.tone))}
              viewBox={`0 0 1000 ${String(laneHeight)}`}
              preserveAspectRatio="none"
              aria-hidden
            >
              <path d={strokesPath(lane.instants, fromMs, untilMs, laneHeight)} vectorEffect="non-scaling-stroke" />
            </svg>
          </Fragment>
        ))}
        <div className={styles.marks} aria-hidden>
          {marks.map((mark) => (
            <span key={mark.date} className={styles.day} style={{ left: place(mark.atMs) }}>
              {mark.place < lastLabelPlace && dayName(mark.atMs, style.zone)}
            </span>
          ))}
          {drawnUntil !== undefined && <span className={styles.undrawn} style={{ left: place(drawnUntil) }} />}
          {changes.map((change) => (
            <span key={change.atMs} className={styles.change} style={{ left: place(change.atMs) }} />
          ))}
        </div>
      </div>
      {drawnUntil !== undefined && (
        <p className={styles.none}>
          Drawn up to {written(drawnUntil)}: {due} are due in these days. Choose fewer days to see each.
        </p>
      )}
      <ul className={styles.instants}>
        {lanes
          .filter((lane) => lane.named)
          .map((lane) => (
            <li key={lane.name}>
              <b>{lane.name}:</b> {lane.instants.slice(0, namedInstants).map(written).join(" · ")}
              {lane.instants.length > namedInstants &&
                ` and ${(lane.instants.length - namedInstants).toLocaleString("en-GB")} more`}
            </li>
          ))}
        {changes.length > 0 && (
          <li>
            <b>Dashed line:</b> the clock is set then.
          </li>
        )}
      </ul>
    </div>
  );
}

/** The instant from which on a lane that is not complete has nothing more to draw; epoch milliseconds. */
function lastDrawn(lanes: readonly Lane[]): number | undefined {
  const ends = lanes.flatMap(({ instants }) => (instants.length >= listedInstants ? (instants.at(-1) ?? []) : []));
  return ends.length === 0 ? undefined : Math.min(...ends);
}

function dayName(atMs: number, zone: string | undefined): string {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    ...(zone === undefined ? {} : { timeZone: zone }),
  })
    .format(atMs)
    .replace(",", "");
}
