import { memo, type ReactNode } from "react";
import { clockText } from "../../time/format-time.ts";
import { classes } from "../tone-class.ts";
import { penLook } from "./pen-look.ts";
import type { LogRow } from "./row-layout.ts";
import { matchesIn, rowSegments, type RowSegment } from "./row-segments.ts";
import styles from "./log-rows.module.css";

/** `02:30:15.042`: when a line arrived. */
function instantText(atMs: number): string {
  return `${clockText(atMs, { clock: "24h" }, true)}.${String(atMs % 1_000).padStart(3, "0")}`;
}

function Segment({ segment }: { readonly segment: RowSegment }) {
  const { text, pen, stream, link, found } = segment;
  const style = penLook(pen, stream);
  const inner = found ? <mark className={styles.found}>{text}</mark> : text;
  if (link !== undefined) {
    return (
      <a className={styles.link} style={style} href={link} target="_blank" rel="noopener noreferrer" tabIndex={-1}>
        {inner}
      </a>
    );
  }
  return style === undefined ? <span>{inner}</span> : <span style={style}>{inner}</span>;
}

export interface LogRowViewProps {
  readonly row: LogRow;
  readonly timestamps: boolean;
  readonly pattern: RegExp | undefined;
  /** It holds the match that one is at. */
  readonly current: boolean;
  /** What stands before the line, such as where it is from. */
  readonly lead?: ReactNode;
}

/** One row of a log: its stream's mark, its time, its text. */
export const LogRowView = memo(
  function LogRowView({ row: { line, row, from, to }, timestamps, pattern, current, lead }: LogRowViewProps) {
    const stream = line.spans[0]?.stream ?? "stdout";
    return (
      <div
        className={classes(styles.row, styles[stream], current && styles.current)}
        data-joined={to < line.text.length || line.goesOn}
      >
        {lead !== undefined && (
          <span className={styles.lead} data-lead>
            {row === 0 && lead}
          </span>
        )}
        {timestamps && <span className={styles.time}>{row === 0 ? `${instantText(line.atMs)} ` : ""}</span>}
        <span className={styles.text}>
          {rowSegments(line, { from, to }, matchesIn(line, pattern)).map((segment, index) => (
            <Segment key={index} segment={segment} />
          ))}
        </span>
      </div>
    );
  },
  (before, after) =>
    before.row.line === after.row.line &&
    before.row.from === after.row.from &&
    before.row.to === after.row.to &&
    before.timestamps === after.timestamps &&
    before.pattern === after.pattern &&
    before.current === after.current &&
    before.lead === after.lead,
);
