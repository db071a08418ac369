import { ActionIcon, Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPlayerPlay, IconServer, IconWorld } from "@tabler/icons-react";
import { useMemo } from "react";
import type { EventSummary } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { ownZone, sameWallClock } from "../../time/format-time.ts";
import { Chips, TargetChips } from "../../ui/chips.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { RunSparkline } from "../../ui/run-sparkline.tsx";
import { EventStatusBadge, JobStatusBadge } from "../../ui/status-badge.tsx";
import type { Column } from "../../ui/table-column.ts";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import styles from "./events.module.css";
import { TypeMark } from "./script-types.tsx";
import { scheduleText, targetsOf } from "./summary-words.ts";
import type { EventActions } from "./use-event-actions.ts";

type EventColumn = Column<EventSummary>;

const status: EventColumn = {
  key: "status",
  title: "Status",
  width: 92,
  cell: (event) => <EventStatusBadge status={event.status} />,
};

const recent: EventColumn = {
  key: "recent",
  title: "Recent runs",
  width: 92,
  cell: (event) => <RunSparkline runs={event.recent} />,
};

function name(wide: boolean): EventColumn {
  return {
    key: "name",
    title: "Name",
    cell: (event) => (
      <span className={styles.name}>
        <TypeMark type={event.type} />
        <a href={paths.event(event.id)} title={event.name}>
          {event.name}
        </a>
        {wide && <Chips names={event.tags} shown={2} />}
      </span>
    ),
  };
}

function target(width: number, shown: number): EventColumn {
  return {
    key: "target",
    title: "Runs on",
    width,
    cell: (event) => <TargetChips targets={targetsOf(event.runsOn)} place={event.place} shown={shown} />,
  };
}

function schedule(width: number): EventColumn {
  return {
    key: "schedule",
    title: "Schedule",
    width,
    cell: (event) =>
      event.schedule === null ? (
        <span className={styles.quiet}>by hand only</span>
      ) : (
        <span title={`${event.scheduleWords} (${event.schedule.timezone})`}>{scheduleText(event)}</span>
      ),
  };
}

function next(wide: boolean): EventColumn {
  return {
    key: "next",
    title: "Next due",
    width: wide ? 350 : 126,
    cell: ({ nextDueAt, nextDueOn, schedule: due }) => {
      if (nextDueAt === undefined) return <span className={styles.quiet}>–</span>;
      const zone = due?.timezone ?? "UTC";
      return (
        <span className={styles.pair}>
          <RelativeTime at={nextDueAt} zone={zone} />
          {nextDueOn !== undefined && (
            <IconServer size={13} role="img" aria-label={`on ${nextDueOn}`} className={styles.faint}>
              <title>{`The schedule is left to ${nextDueOn}`}</title>
            </IconServer>
          )}
          {wide ? (
            <span className={styles.quiet}>
              <ZonedTime at={nextDueAt} zone={zone} />
            </span>
          ) : (
            !sameWallClock(nextDueAt, zone, ownZone()) && (
              <IconWorld size={13} role="img" aria-label={`in ${zone}`} className={styles.faint} />
            )
          )}
        </span>
      );
    },
  };
}

function last(wide: boolean): EventColumn {
  return {
    key: "last",
    title: "Last run",
    width: wide ? 256 : 118,
    cell: (event) => <LastRun event={event} wide={wide} />,
  };
}

function LastRun({ event, wide }: { readonly event: EventSummary; readonly wide: boolean }) {
  if (event.unfinished > 0) {
    return (
      <a className={styles.pair} href={paths.jobs({ event: event.id, status: "queued,claimed,running" })}>
        <JobStatusBadge status={event.running > 0 ? "running" : "queued"} />
        {event.unfinished > 1 && <span className={styles.quiet}>{event.unfinished} jobs</span>}
      </a>
    );
  }
  if (event.last === undefined) return <span className={styles.quiet}>never ran</span>;
  return (
    <a className={styles.pair} href={paths.job(event.last.jobId)}>
      <JobStatusBadge status={event.last.status} />
      {wide && event.last.durationMs !== undefined && (
        <span className={styles.quiet}>{elapsedText(event.last.durationMs)}</span>
      )}
      {wide && (
        <span className={styles.faint}>
          <RelativeTime at={event.last.at} />
        </span>
      )}
    </a>
  );
}

function run(actions: EventActions): EventColumn {
  return {
    key: "run",
    title: "Run",
    hidesTitle: true,
    width: 48,
    cell: (event) =>
      event.status !== "ARCHIVED" && (
        <Tooltip label="Run now (r)">
          <ActionIcon aria-label={`Run ${event.name} now`} tabIndex={-1} onClick={() => actions.run(event)}>
            <IconPlayerPlay size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ),
  };
}

/** The columns there is room for. */
export function useEventColumns(actions: EventActions): readonly EventColumn[] {
  const middle = useMediaQuery("(min-width: 1180px)", true);
  const wide = useMediaQuery("(min-width: 1600px)", false);
  return useMemo(() => {
    if (wide) return [status, name(true), target(204, 2), schedule(226), next(true), last(true), recent, run(actions)];
    if (middle) {
      return [status, name(false), target(132, 1), schedule(150), next(false), last(false), recent, run(actions)];
    }
    return [status, name(false), schedule(150), next(false), last(false), run(actions)];
  }, [middle, wide, actions]);
}
