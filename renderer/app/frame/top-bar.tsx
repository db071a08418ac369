import { Kbd } from "@mantine/core";
import { IconChevronRight, IconSearch } from "@tabler/icons-react";
import { usePlace } from "../../navigation/location.ts";
import { usePageTitle } from "../../navigation/page-title.ts";
import { areaOf } from "../../navigation/paths.ts";
import { areas } from "./areas.ts";
import { Inbox } from "./inbox.tsx";
import { palette } from "./palette-store.ts";
import { SchedulerPulse } from "./scheduler-pulse.tsx";
import styles from "./top-bar.module.css";

const isApple = /Mac|iP(hone|ad)/.test(navigator.userAgent);

/** Where am I, how is the scheduler, what needs me; and the way to everything else. */
export function TopBar() {
  return (
    <div className={styles.bar} role="region" aria-label="Top bar">
      <Trail />
      <button type="button" className={styles.search} aria-label="Search and commands" onClick={palette.open}>
        <IconSearch size={14} aria-hidden />
        <span>Search or do…</span>
        <Kbd aria-hidden>{isApple ? "⌘ K" : "Ctrl K"}</Kbd>
      </button>
      <SchedulerPulse />
      <Inbox />
    </div>
  );
}

function Trail() {
  const { screen } = usePlace();
  const title = usePageTitle((page) => page.title);
  const area = areas.find((entry) => entry.area === areaOf(screen));
  const isDeeper = area !== undefined && title !== "" && title !== area.label;
  return (
    <nav className={styles.trail} aria-label="Where you are">
      {isDeeper && (
        <>
          <a href={area.href}>{area.label}</a>
          <IconChevronRight size={13} aria-hidden />
        </>
      )}
      <span className={styles.here} aria-current="page">
        {isDeeper || area === undefined ? title : area.label}
      </span>
    </nav>
  );
}
