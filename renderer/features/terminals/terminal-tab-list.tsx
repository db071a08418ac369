import { IconPlugConnectedX, IconTerminal2, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { paths } from "../../navigation/paths.ts";
import { tabTitle, type TerminalTab } from "./merge-tabs.ts";
import styles from "./terminals.module.css";

export interface TerminalTabListProps {
  readonly tabs: readonly TerminalTab[];
  readonly current: string | undefined;
  readonly onClose: (tab: TerminalTab) => void;
  /** What stands at the end: the way to another terminal. */
  readonly children: ReactNode;
}

/** Id of a tab's link, which the keyboard comes to when it leaves the terminal. */
export function tabLinkId(tab: TerminalTab): string {
  return `terminal-tab-${tab.key}`;
}

/** The terminals side by side, each with its address. */
export function TerminalTabList({ tabs, current, onClose, children }: TerminalTabListProps) {
  return (
    <nav className={styles.tabs} aria-label="Terminals">
      {tabs.map((tab) => {
        const title = tabTitle(tabs, tab);
        const isThere = tab.view.isOpen || tab.isOpening === true;
        const Mark = isThere ? IconTerminal2 : IconPlugConnectedX;
        const isCurrent = tab.key === current;
        return (
          <span key={tab.key} className={styles.tab} data-current={isCurrent}>
            <a
              id={tabLinkId(tab)}
              href={paths.terminals({ terminal: tab.view.id })}
              aria-label={tab.isOpening ? `${title}, being opened` : isThere ? title : `${title}, no shell`}
              {...(isCurrent ? { "aria-current": "page" as const } : {})}
            >
              <Mark size={15} aria-hidden className={isThere ? undefined : styles.gone} />
              {title}
            </a>
            <button type="button" aria-label={`Close ${title}`} onClick={() => onClose(tab)}>
              <IconX size={14} aria-hidden />
            </button>
          </span>
        );
      })}
      {children}
    </nav>
  );
}
