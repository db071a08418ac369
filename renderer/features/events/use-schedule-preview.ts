import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { SchedulePreview } from "../../bridge/views.ts";
import { nowMs } from "../../time/clock.ts";
import type { EventDraft } from "./event-draft.ts";
import { previewedSchedule, type PreviewedSchedule } from "./previewed-schedule.ts";

/** A pause in typing that asks for a new preview, milliseconds. */
const pauseMs = 120;
const shownDue = 5;
/** Timers cannot wait much longer than this, milliseconds. */
const longestWaitMs = 3_600_000;

export interface LivePreview {
  /** The latest answer; while `stale`, that for what was typed before. */
  readonly answer: SchedulePreview | undefined;
  readonly stale: boolean;
  /** The question itself could not be asked. */
  readonly failed: unknown;
}

/** The next due instants of the drafted schedule, worked out by the core as it is typed. */
export function useSchedulePreview(draft: EventDraft): LivePreview {
  const api = useApi();
  const wanted = JSON.stringify(previewedSchedule(draft) ?? null);
  const [settled] = useDebouncedValue(wanted, pauseMs);
  const schedule = JSON.parse(settled) as PreviewedSchedule | null;
  const preview = useQuery({
    ...api.schedules.preview.queryOptions({
      schedule: schedule ?? { kind: "cron", cron: "", timezone: draft.timezone },
      count: shownDue,
    }),
    enabled: schedule !== null,
    placeholderData: keepPreviousData,
    // The list moves on as its first instant passes.
    refetchInterval: ({ state: { data } }) => {
      const next = data?.ok === true ? data.dueMs[0] : undefined;
      return next === undefined ? false : Math.min(longestWaitMs, Math.max(1_000, next - nowMs() + 500));
    },
  });
  if (wanted === "null") return { answer: undefined, stale: false, failed: undefined };
  const stale = wanted !== settled || preview.isPlaceholderData;
  return { answer: preview.data, stale, failed: preview.error ?? undefined };
}
