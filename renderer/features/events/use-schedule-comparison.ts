import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ComparisonInput } from "../../../shared/forecast.ts";
import { useApi } from "../../bridge/api.tsx";
import type { ScheduleComparison } from "../../bridge/views.ts";
import type { EventDraft } from "./event-draft.ts";
import { previewedSchedule } from "./previewed-schedule.ts";

/** A pause in typing or scrubbing that asks again, milliseconds. */
const pauseMs = 250;
/** What is compared from now on is compared again as time goes by, milliseconds. */
const renewMs = 60_000;

export interface ComparisonView {
  /** The first moment looked at, epoch milliseconds; undefined for now. */
  readonly fromMs: number | undefined;
  readonly days: number;
}

export interface LiveComparison {
  /** The latest answer; while `stale`, that for what stood in the form or was chosen before. */
  readonly answer: ScheduleComparison | undefined;
  readonly stale: boolean;
  /** The question itself could not be asked. */
  readonly failed: unknown;
}

function question(draft: EventDraft, eventId: number | undefined, view: ComparisonView): ComparisonInput | null {
  const after = previewedSchedule(draft);
  if (after === undefined) return null;
  return {
    ...(eventId === undefined ? {} : { eventId }),
    after,
    place: {
      serverIds: draft.place === "servers" ? [...draft.serverIds] : [],
      groups: draft.place === "servers" ? [...draft.groups] : [],
      tags: [...draft.tags],
    },
    ...(view.fromMs === undefined ? {} : { fromMs: view.fromMs }),
    days: view.days,
  };
}

/** What saving the drafted schedule would change, worked out by the core as it is typed. */
export function useScheduleComparison(
  draft: EventDraft,
  eventId: number | undefined,
  view: ComparisonView,
): LiveComparison {
  const api = useApi();
  const wanted = JSON.stringify(question(draft, eventId, view));
  const [settled] = useDebouncedValue(wanted, pauseMs);
  const input = JSON.parse(settled) as ComparisonInput | null;
  const comparison = useQuery({
    ...api.schedules.compare.queryOptions(input ?? { after: { kind: "cron", cron: "", timezone: "UTC" } }),
    enabled: input !== null,
    placeholderData: keepPreviousData,
    refetchInterval: view.fromMs === undefined ? renewMs : false,
  });
  if (wanted === "null") return { answer: undefined, stale: false, failed: undefined };
  const stale = wanted !== settled || comparison.isPlaceholderData;
  return { answer: comparison.data, stale, failed: comparison.error ?? undefined };
}
