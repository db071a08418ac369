import type { ReactNode } from "react";
import styles from "./place-tabs.module.css";

export interface PlaceTab {
  readonly label: string;
  readonly href: string;
  readonly current: boolean;
}

export interface PlaceTabsProps {
  /** What they are parts of, for assistive technology: "Forecast". */
  readonly label: string;
  readonly tabs: readonly PlaceTab[];
  /** What stands apart at the right. */
  readonly children?: ReactNode;
}

/** The parts of a place that have addresses of their own, as tabs. */
export function PlaceTabs({ label, tabs, children }: PlaceTabsProps) {
  return (
    <div className={styles.bar}>
      <nav className={styles.tabs} aria-label={label}>
        {tabs.map((tab) => (
          <a key={tab.href} href={tab.href} {...(tab.current ? { "aria-current": "page" as const } : {})}>
            {tab.label}
          </a>
        ))}
      </nav>
      {children !== undefined && <div className={styles.end}>{children}</div>}
    </div>
  );
}
