import type { ReactNode } from "react";
import styles from "./key-values.module.css";
import { classes } from "./tone-class.ts";

export interface KeyValue {
  readonly label: string;
  readonly value: ReactNode;
  /** Takes twice the room in a strip. */
  readonly wide?: boolean;
}

/** What matters most about one thing, side by side under its title. */
export function KeyValueStrip({ items, label }: { readonly items: readonly KeyValue[]; readonly label: string }) {
  return (
    <dl className={styles.strip} aria-label={label}>
      {items.map((item) => (
        <div key={item.label} className={classes(styles.item, item.wide === true && styles.wide)}>
          <dt className={styles.label}>{item.label}</dt>
          <dd className={styles.value}>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Details one below the other, for inside of a section. */
export function KeyValueList({ items }: { readonly items: readonly KeyValue[] }) {
  return (
    <dl className={styles.list}>
      {items.map((item) => (
        <KeyValueRow key={item.label} {...item} />
      ))}
    </dl>
  );
}

function KeyValueRow({ label, value }: KeyValue) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}
