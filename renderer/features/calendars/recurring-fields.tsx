import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { elapsedText } from "../../time/format-duration.ts";
import { CronField } from "../../ui/cron-field.tsx";
import { durationOfDraft } from "../../ui/duration-draft.ts";
import { DurationField } from "../../ui/duration-field.tsx";
import type { RecurringDraft } from "./calendar-draft.ts";
import styles from "./calendar-editor.module.css";
import type { WindowFieldsProps } from "./weekly-fields.tsx";

/** A pause in typing that asks for the words anew, milliseconds. */
const pauseMs = 150;

/** Begins by a cron expression, with words beside it, and lasts so long. */
export function RecurringFields({
  place,
  window,
  timezone,
  onChange,
  field,
}: WindowFieldsProps<RecurringDraft> & { readonly timezone: string }) {
  const api = useApi();
  const [cron] = useDebouncedValue(window.cron.trim(), pauseMs);
  const preview = useQuery(
    api.schedules.preview.queryOptions(
      { schedule: { kind: "cron", cron, timezone }, count: 1 },
      { enabled: cron !== "", placeholderData: keepPreviousData },
    ),
  );
  const own = field(`${place}.cron`);
  const wrong = preview.data?.ok === false && preview.data.field === "cron" ? preview.data.message : undefined;
  const durationMs = durationOfDraft(window.duration);
  const lasts = durationMs === undefined ? "" : `, for ${elapsedText(durationMs)}`;
  return (
    <>
      <div className={styles.row}>
        <div className={styles.grow}>
          <CronField
            id={own.id}
            value={window.cron}
            error={own.error ?? (cron === "" ? undefined : wrong)}
            onChange={(text) => onChange({ ...window, cron: text })}
          />
        </div>
        <DurationField
          id={field(`${place}.durationMs`).id}
          error={field(`${place}.durationMs`).error}
          label="Lasts"
          description="From a minute to 31 days."
          value={window.duration}
          onChange={(duration) => onChange({ ...window, duration })}
        />
      </div>
      <p className={styles.hint} role="status">
        {preview.data?.ok === true ? `Begins ${preview.data.words}${lasts}.` : " "}
      </p>
    </>
  );
}
