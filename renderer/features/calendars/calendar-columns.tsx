import {
  IconCalendarOff,
  IconCalendarCheck,
  IconCircleDashed,
  IconServer,
  IconTag,
  IconWorld,
} from "@tabler/icons-react";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { CalendarView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { useNow } from "../../time/clock.ts";
import { ownZone } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { Chips } from "../../ui/chips.tsx";
import type { Column } from "../../ui/table-column.ts";
import type { Tone } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { ZoneChip } from "../../ui/zoned-time.tsx";
import { calendarState, type CalendarState } from "./calendar-state.ts";
import styles from "./calendars.module.css";

type CalendarColumn = Column<CalendarView>;

const stateLooks: Readonly<
  Record<CalendarState["kind"], { readonly icon: typeof IconCalendarOff; readonly tone: Tone }>
> = {
  blocks: { icon: IconCalendarOff, tone: "attention" },
  lets: { icon: IconCalendarCheck, tone: "completed" },
  idle: { icon: IconCircleDashed, tone: "unknown" },
};

/** How a calendar stands now: colour, icon and words. */
export function CalendarStateBadge({ calendar }: { readonly calendar: CalendarView }) {
  const now = useNow(30_000);
  const style = useTimeStyle(ownZone());
  const state = calendarState(calendar, now, style);
  const { icon: Mark, tone } = stateLooks[state.kind];
  return (
    <span className={classes(styles.state, toneClass(tone))}>
      <Mark size={15} stroke={2} aria-hidden />
      <span>{state.words}</span>
    </span>
  );
}

interface Names {
  readonly events: ReadonlyMap<number, string>;
  readonly servers: ReadonlyMap<number, string>;
}

function HoldsFor({ calendar, names }: { readonly calendar: CalendarView; readonly names: Names }) {
  const { attachments } = calendar;
  if (attachments.length === 0) return <span className={styles.quiet}>nothing yet</span>;
  if (attachments.some(({ kind }) => kind === "everything")) return <Chips names={["Everything"]} icon={IconWorld} />;
  const tags = attachments.flatMap((each) => (each.kind === "tag" ? [each.tag] : []));
  const servers = attachments.flatMap((each) =>
    each.kind === "server" ? [names.servers.get(each.serverId) ?? "a server"] : [],
  );
  const events = attachments.flatMap((each) =>
    each.kind === "event" ? [names.events.get(each.eventId) ?? "an event"] : [],
  );
  return (
    <span className={styles.chips}>
      {tags.length > 0 && <Chips names={tags} icon={IconTag} shown={2} />}
      {servers.length > 0 && <Chips names={servers} icon={IconServer} shown={2} />}
      {events.length > 0 && <Chips names={events} shown={2} />}
    </span>
  );
}

/** The columns of the list, as many as the window has room for. */
export function useCalendarColumns(): readonly CalendarColumn[] {
  const api = useApi();
  const events = useQuery(api.events.list.queryOptions({}));
  const servers = useQuery(api.servers.list.queryOptions({}));
  const isWide = useMediaQuery("(min-width: 1500px)", undefined, { getInitialValueInEffect: false });
  return useMemo(() => {
    const names: Names = {
      events: new Map((events.data ?? []).map(({ id, name }) => [id, name])),
      servers: new Map((servers.data ?? []).map(({ id, name }) => [id, name])),
    };
    const zone: CalendarColumn = {
      key: "zone",
      title: "Time zone",
      width: 150,
      cell: ({ timezone }) => <ZoneChip zone={timezone} />,
    };
    return [
      {
        key: "name",
        title: "Name",
        cell: ({ id, name, description }) => (
          <a href={paths.calendar(id)} title={description === "" ? name : `${name}: ${description}`}>
            {name}
          </a>
        ),
      },
      { key: "state", title: "Now", width: 300, cell: (calendar) => <CalendarStateBadge calendar={calendar} /> },
      {
        key: "holds",
        title: "Holds for",
        width: 220,
        cell: (calendar) => <HoldsFor calendar={calendar} names={names} />,
      },
      {
        key: "events",
        title: "Events",
        width: 90,
        align: "end",
        cell: ({ eventCount }) => eventCount.toLocaleString("en-GB"),
      },
      {
        key: "windows",
        title: "Windows",
        width: 90,
        align: "end",
        cell: ({ windows }) => windows.length.toLocaleString("en-GB"),
      },
      ...(isWide ? [zone] : []),
    ];
  }, [events.data, servers.data, isWide]);
}
