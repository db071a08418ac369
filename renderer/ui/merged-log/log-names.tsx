import type { ReactNode } from "react";
import pane from "../dark-pane/dark-pane.module.css";
import { classes } from "../tone-class.ts";
import styles from "./merged-pane.module.css";

/** One of the logs: what it is called. */
export interface LogName {
  readonly id: string;
  readonly name: string;
}

/** So many colours of the theme tell logs apart; each is named besides. */
const colourCount = 5;

function colourClass(index: number): string | undefined {
  return styles[`colour${String(index % colourCount)}`];
}

/** The longest name that is shown whole, columns. */
const longestName = 24;

/** What leads the lines of each log: its name in its colour; and how wide that is, columns. */
export function leadsOf(logs: readonly LogName[]): {
  readonly leads: ReadonlyMap<string, ReactNode>;
  readonly columns: number;
} {
  const leads = logs.map(({ id, name }, index): [string, ReactNode] => [
    id,
    <span key={id} className={classes(styles.name, colourClass(index))} title={name}>
      {name}
    </span>,
  ]);
  const columns = Math.min(longestName, Math.max(4, ...logs.map(({ name }) => name.length))) + 3;
  return { leads: new Map(leads), columns };
}

export interface LogFilterProps {
  readonly logs: readonly LogName[];
  /** Ids of those shown. */
  readonly shown: ReadonlySet<string>;
  readonly onChoose: (ids: readonly string[]) => void;
}

/** Which of the logs are shown. */
export function LogFilter({ logs, shown, onChoose }: LogFilterProps) {
  const isAll = shown.size === logs.length;
  const toggle = (id: string): void => {
    if (isAll) onChoose([id]);
    else onChoose(shown.has(id) ? [...shown].filter((other) => other !== id) : [...shown, id]);
  };
  return (
    <div className={styles.servers} role="group" aria-label="Servers shown">
      <button
        type="button"
        className={pane.button}
        aria-pressed={isAll}
        onClick={() => onChoose(logs.map(({ id }) => id))}
      >
        All
      </button>
      {logs.map(({ id, name }, index) => (
        <button
          key={id}
          type="button"
          className={pane.button}
          aria-pressed={!isAll && shown.has(id)}
          onClick={() => toggle(id)}
        >
          <span className={classes(styles.dot, colourClass(index))} aria-hidden />
          {name}
        </button>
      ))}
    </div>
  );
}
