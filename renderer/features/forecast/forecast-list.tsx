import { useMemo } from "react";
import type { Forecast, ForecastRow } from "../../bridge/views.ts";
import { clockText, ownZone, sameWallClock } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import type { Column } from "../../ui/table-column.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import { clockChangesOf } from "./clock-change-words.ts";
import styles from "./forecast.module.css";
import { listEntries, type ListEntry } from "./list-entries.ts";
import type { MeetingBook } from "./meetings.ts";
import { spanWords } from "./stop-words.ts";

export interface ForecastListProps {
  readonly forecast: Forecast;
  readonly rows: readonly ForecastRow[];
  readonly by: "event" | "server";
  readonly meetings: MeetingBook;
}

const keyOf = (entry: ListEntry): string => entry.key;
const hrefOf = (entry: ListEntry): string => entry.href;

/** The same facts as the timeline's, as a table in the order of time. */
export function ForecastList({ forecast, rows, by, meetings }: ForecastListProps) {
  const style = useTimeStyle(ownZone());
  const changes = useMemo(() => clockChangesOf(forecast.clockChanges, style), [forecast.clockChanges, style]);
  const entries = useMemo(
    () => listEntries(forecast, rows, meetings, changes, ownZone()),
    [forecast, rows, meetings, changes],
  );
  const columns = useMemo(() => columnsFor(by), [by]);
  return <DataTable label="Forecast" rows={entries} rowKey={keyOf} columns={columns} rowHref={hrefOf} />;
}

function columnsFor(by: "event" | "server"): readonly Column<ListEntry>[] {
  return [
    { key: "when", title: "When", width: 280, cell: (entry) => <When entry={entry} /> },
    {
      key: "ahead",
      title: "From now",
      width: 110,
      cell: ({ atMs, zone }) => <RelativeTime at={atMs} {...(zone === undefined ? {} : { zone })} />,
    },
    {
      key: "what",
      title: "What",
      cell: ({ href, title }) => (
        <a href={href} title={title}>
          {title}
        </a>
      ),
    },
    ...(by === "server" ? [{ key: "server", title: "Server", cell: ({ rowName }: ListEntry) => rowName }] : []),
    { key: "note", title: "Note", cell: (entry) => <Note entry={entry} /> },
  ];
}

function When({ entry }: { readonly entry: ListEntry }) {
  const { clock } = useTimeStyle();
  const { atMs, untilMs, zone } = entry;
  if (untilMs !== undefined) return <span>{spanWords(atMs, untilMs, { clock, zone: ownZone() })}</span>;
  if (zone === undefined || sameWallClock(atMs, zone, ownZone())) return <ZonedTime at={atMs} />;
  // The list is in the order of the reader's clock, so that clock stands first.
  return (
    <span className={styles.pair}>
      <ZonedTime at={atMs} />
      <span className={styles.other}>
        {clockText(atMs, { clock, zone })} {zone.replaceAll("_", " ")}
      </span>
    </span>
  );
}

function Note({ entry: { note, isTrouble } }: { readonly entry: ListEntry }) {
  return (
    <span className={isTrouble ? classes(styles.trouble, toneClass("timeout")) : styles.quiet} title={note}>
      {note}
    </span>
  );
}
