import { Tooltip } from "@mantine/core";
import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { usePlace } from "../../navigation/location.ts";
import { areaOf, paths, type Area } from "../../navigation/paths.ts";
import type { Tone } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import icon from "../icon.svg";
import { areas, type AreaEntry } from "./areas.ts";
import styles from "./sidebar.module.css";

interface Count {
  readonly number: number;
  readonly tone: Tone;
  /** "3 running" */
  readonly words: string;
}

function useCounts(): Partial<Readonly<Record<Area, Count>>> {
  const api = useApi();
  const { data: status } = useQuery(api.system.status.queryOptions());
  const { data: overview } = useQuery(api.system.overview.queryOptions());
  const counts: Partial<Record<Area, Count>> = {};
  const running = status?.jobs.running ?? 0;
  const trouble = overview?.servers.trouble ?? 0;
  if (running > 0) counts.jobs = { number: running, tone: "running", words: `${String(running)} running` };
  if (trouble > 0) counts.servers = { number: trouble, tone: "failed", words: `${String(trouble)} in trouble` };
  return counts;
}

/** Where one can go. Collapses to icons by itself in narrow windows, or by hand. */
export function Sidebar() {
  const { screen } = usePlace();
  const current = areaOf(screen);
  const counts = useCounts();
  const isNarrow = useMediaQuery("(max-width: 1023px)", undefined, { getInitialValueInEffect: false });
  const [chosen, setChosen] = useLocalStorage<"open" | "collapsed" | "auto">({
    key: "cronium.sidebar",
    defaultValue: "auto",
    getInitialValueInEffect: false,
  });
  const collapsed = chosen === "auto" ? isNarrow : chosen === "collapsed";
  const toggle = (): void => setChosen(collapsed ? "open" : "collapsed");
  useShortcut({ keys: "[", label: "Collapse or open the sidebar", group: "Anywhere" }, toggle);
  const ToggleMark = collapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const toggleLabel = collapsed ? "Open the sidebar" : "Collapse";
  return (
    <nav className={classes(styles.sidebar, collapsed && styles.collapsed)} aria-label="Main">
      <a className={styles.brand} href={paths.dashboard()} aria-label="Cronium, to the dashboard">
        <img src={icon} alt="" />
        {!collapsed && <span>Cronium</span>}
      </a>
      {areas.map((entry) => (
        <Entry
          key={entry.area}
          entry={entry}
          current={entry.area === current}
          collapsed={collapsed}
          count={counts[entry.area]}
        />
      ))}
      <div className={styles.space} />
      <Tooltip label={toggleLabel} position="right" disabled={!collapsed}>
        <button
          type="button"
          className={styles.entry}
          aria-expanded={!collapsed}
          aria-label={toggleLabel}
          onClick={toggle}
        >
          <ToggleMark size={17} aria-hidden />
          {!collapsed && <span className={styles.label}>{toggleLabel}</span>}
        </button>
      </Tooltip>
    </nav>
  );
}

interface EntryProps {
  readonly entry: AreaEntry;
  readonly current: boolean;
  readonly collapsed: boolean;
  readonly count: Count | undefined;
}

function Entry({ entry, current, collapsed, count }: EntryProps) {
  const Mark = entry.icon;
  const words = count === undefined ? entry.label : `${entry.label}, ${count.words}`;
  return (
    <Tooltip label={words} position="right" disabled={!collapsed}>
      <a
        className={classes(styles.entry, count !== undefined && toneClass(count.tone))}
        href={entry.href}
        aria-label={words}
        {...(current ? { "aria-current": "page" as const } : {})}
      >
        <Mark size={17} aria-hidden />
        {collapsed && count !== undefined && <span className={styles.dot} aria-hidden />}
        {!collapsed && <span className={styles.label}>{entry.label}</span>}
        {!collapsed && count !== undefined && <span className={styles.count}>{count.number}</span>}
      </a>
    </Tooltip>
  );
}
