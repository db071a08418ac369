import { Popover } from "@mantine/core";
import {
  IconAlertCircle,
  IconCircleDashed,
  IconClockExclamation,
  IconHeartbeat,
  IconPlugConnectedX,
  type Icon,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useApi, useConnection } from "../../bridge/api.tsx";
import { useClocked } from "../../time/clock.ts";
import { elapsedText, relativeText } from "../../time/format-duration.ts";
import { KeyValueList } from "../../ui/key-values.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { ZoneChip } from "../../ui/zoned-time.tsx";
import { schedulerState, type SchedulerState } from "../../ui/scheduler-state.ts";
import styles from "./top-bar.module.css";

const marks: Readonly<Record<SchedulerState["kind"], Icon>> = {
  fine: IconHeartbeat,
  late: IconClockExclamation,
  failing: IconAlertCircle,
  stopped: IconPlugConnectedX,
  unreachable: IconCircleDashed,
};

const explanations: Readonly<Record<SchedulerState["kind"], string>> = {
  fine: "Everything that was due has been acted on.",
  late: "Something due has not been acted on in time. This computer may be busy, or has just woken up.",
  failing: "The scheduler cannot do its work. It tries again by itself; what is due meanwhile is accounted for then.",
  stopped: "Only the data is open: nothing is scheduled or run.",
  unreachable: "Cronium cannot be asked at the moment.",
};

/** The scheduler's pulse: on time, late by how much, paused, or not running. */
export function SchedulerPulse() {
  const api = useApi();
  const connection = useConnection();
  const { data } = useQuery(api.system.status.queryOptions(undefined, { refetchInterval: 5_000 }));
  const status = connection.state === "open" ? data : undefined;
  const words = useClocked((now) => schedulerState(status, now).words);
  const state = useClocked((now) => JSON.stringify(schedulerState(status, now)));
  const { kind, tone, detail } = JSON.parse(state) as SchedulerState;
  const nextDueAt = status?.scheduler.nextDueAt;
  const next = useClocked((now) => (nextDueAt === undefined || nextDueAt < now ? "" : relativeText(nextDueAt, now)));
  if (data === undefined && connection.state === "connecting") return null;
  const Mark = marks[kind];
  const text = kind === "fine" && next !== "" ? `${words} · next ${next}` : words;
  return (
    <Popover position="bottom-end" width={340}>
      <Popover.Target>
        <button
          type="button"
          className={classes(styles.pulse, toneClass(tone), kind !== "fine" && styles.loud)}
          aria-label={`Scheduler: ${words}`}
        >
          <Mark size={16} aria-hidden />
          {text}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Scheduler">
        <p className={styles.panelTitle}>Scheduler: {words.toLowerCase()}</p>
        <div className={styles.panelBody}>
          <p>{explanations[kind]}</p>
          {detail !== undefined && <p className={classes(styles.problem, toneClass("failed"))}>{detail}</p>}
          {status !== undefined && (
            <div style={{ marginTop: 10 }}>
              <KeyValueList
                items={[
                  {
                    label: "Next due",
                    value:
                      status.scheduler.nextDueAt === undefined ? (
                        "Nothing"
                      ) : (
                        <>
                          {status.scheduler.nextDueEvent} <RelativeTime at={status.scheduler.nextDueAt} />
                        </>
                      ),
                  },
                  {
                    label: "Last look",
                    value:
                      status.scheduler.lastTickAt === undefined ? (
                        "None yet"
                      ) : (
                        <RelativeTime at={status.scheduler.lastTickAt} />
                      ),
                  },
                  { label: "Late then by", value: elapsedText(status.scheduler.lagMs) },
                  { label: "Running since", value: <RelativeTime at={status.startedAt} /> },
                  { label: "Time zone", value: <ZoneChip zone={status.timezone} /> },
                ]}
              />
            </div>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
