import { useMemo } from "react";
import type { Forecast, ForecastRow } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { clockText, ownZone, sameWallClock } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { counted } from "../../ui/plural.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import type { Column } from "../../ui/table-column.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { ZonedTime } from "../../ui/zoned-time.tsx";
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

/** The same facts as the timeline's, as a table in the order of time. */
export function ForecastList({ forecast, rows, by, meetings }: ForecastListProps) {
  const entries = useMemo(() => listEntries(forecast, rows, meetings), [forecast, rows, meetings]);
  const columns = useMemo(() => columnsFor(by), [by]);
  return <DataTable label="Forecast" rows={entries} rowKey={keyOf} columns={columns} rowHref={hrefOf} />;
}

function hrefOf(entry: ListEntry): string {
  if (entry.eventId !== undefined) return paths.event(entry.eventId);
  return entry.serverId === undefined ? paths.events() : paths.server(entry.serverId);
}

function columnsFor(by: "event" | "server"): readonly Column<ListEntry>[] {
  const where: Column<ListEntry> = {
    key: "server",
    title: "Server",
    cell: (entry) => entry.rowName,
  };
  return [
    { key: "when", title: "When", width: 300, cell: (entry) => <When entry={entry} /> },
    {
      key: "ahead",
      title: "From now",
      width: 120,
      cell: (entry) => <RelativeTime at={entry.atMs} {...(entry.zone === undefined ? {} : { zone: entry.zone })} />,
    },
    {
      key: "what",
      title: by === "event" ? "Event" : "What",
      cell: (entry) => <a href={hrefOf(entry)}>{entry.eventName ?? counted(entry.count, "start")}</a>,
    },
    ...(by === "server" ? [where] : []),
    {
      key: "note",
      title: "Note",
      cell: (entry) => <Note entry={entry} />,
    },
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

function Note({ entry }: { readonly entry: ListEntry }) {
  if (entry.untilMs !== undefined) return <span className={styles.quiet}>{counted(entry.count, "start")}</span>;
  if (entry.calendar !== undefined) return <span className={styles.quiet}>held back by {entry.calendar}</span>;
  if (entry.meets === undefined) return null;
  return (
    <span className={classes(styles.trouble, toneClass("timeout"))} title={entry.meets}>
      {entry.meets}
    </span>
  );
}
