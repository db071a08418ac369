import {
  IconCalendarEvent,
  IconLayoutDashboard,
  IconListDetails,
  IconSend,
  IconTimeline,
  IconServer,
  IconSettings,
  IconVariable,
  type Icon,
} from "@tabler/icons-react";
import { paths, type Area } from "../../navigation/paths.ts";

export interface AreaEntry {
  readonly area: Area;
  readonly label: string;
  readonly icon: Icon;
  readonly href: string;
  /** Pressed after `g`. */
  readonly key: string;
}

/** The entries of the sidebar. */
export const areas: readonly AreaEntry[] = [
  { area: "dashboard", label: "Dashboard", icon: IconLayoutDashboard, href: paths.dashboard(), key: "d" },
  { area: "events", label: "Events", icon: IconCalendarEvent, href: paths.events(), key: "e" },
  { area: "jobs", label: "Jobs", icon: IconListDetails, href: paths.jobs(), key: "j" },
  { area: "outbox", label: "Outbox", icon: IconSend, href: paths.outbox(), key: "o" },
  { area: "forecast", label: "Forecast", icon: IconTimeline, href: paths.forecast(), key: "f" },
  { area: "servers", label: "Servers", icon: IconServer, href: paths.servers(), key: "s" },
  { area: "variables", label: "Variables", icon: IconVariable, href: paths.variables(), key: "v" },
  { area: "settings", label: "Settings", icon: IconSettings, href: paths.settings(), key: "," },
];
