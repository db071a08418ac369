import { memo } from "react";
import { LogRowView } from "../log-pane/log-row.tsx";
import { classes } from "../tone-class.ts";
import type { MergedLine } from "./held-log.ts";
import styles from "./merged-pane.module.css";

/** One of the logs: what it is called, and which of the colours of the theme it has. */
export interface LogName {
  readonly id: string;
  readonly name: string;
}

/** So many colours of the theme tell logs apart; each is named besides. */
const colourCount = 5;

export function colourClass(index: number): string | undefined {
  return styles[`colour${String(index % colourCount)}`];
}

export interface MergedRowProps extends MergedLine {
  readonly name: string;
  readonly colour: number;
  readonly timestamps: boolean;
}

/** A line with the name of what wrote it. */
export const MergedRow = memo(function MergedRow({ line, name, colour, timestamps }: MergedRowProps) {
  return (
    <div className={styles.row}>
      <span className={classes(styles.name, colourClass(colour))} title={name}>
        {name}
      </span>
      <LogRowView
        row={{ line, row: 0, from: 0, to: line.text.length }}
        timestamps={timestamps}
        pattern={undefined}
        current={false}
      />
    </div>
  );
});
