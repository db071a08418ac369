import styles from "./status-chips.module.css";
import type { StatusLook } from "./status-looks.ts";
import { classes, toneClass } from "./tone-class.ts";

export interface StatusChipsProps<Name extends string> {
  readonly names: readonly Name[];
  readonly looks: Readonly<Record<Name, StatusLook>>;
  /** How many there are of it; undefined while that is not known. */
  readonly countOf: (name: Name) => number | undefined;
  readonly chosen: readonly Name[];
  readonly onSwitch: (name: Name) => void;
}

/** How many there are in each status; each switches the list to it. */
export function StatusChips<Name extends string>(props: StatusChipsProps<Name>) {
  const { names, looks, countOf, chosen, onSwitch } = props;
  return (
    <div className={styles.chips} role="group" aria-label="Status">
      {names.map((name) => {
        const look = looks[name];
        const Mark = look.icon;
        const count = countOf(name);
        return (
          <button
            key={name}
            type="button"
            className={classes(styles.chip, toneClass(look.tone), (count ?? 0) === 0 && styles.none)}
            aria-pressed={chosen.includes(name)}
            onClick={() => onSwitch(name)}
          >
            <Mark size={14} aria-hidden />
            {look.word}
            <span className={styles.count}>{count === undefined ? "" : count.toLocaleString("en-GB")}</span>
          </button>
        );
      })}
    </div>
  );
}
