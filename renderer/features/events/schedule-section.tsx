import { SegmentedControl } from "@mantine/core";
import type { ScheduleKind } from "../../../shared/words.ts";
import { Section } from "../../ui/section.tsx";
import { CronField } from "../../ui/cron-field.tsx";
import { DurationField } from "../../ui/duration-field.tsx";
import styles from "./event-editor.module.css";
import type { EventForm } from "./event-form.ts";
import { InstantField } from "./instant-field.tsx";
import { previewComplaint } from "./previewed-schedule.ts";
import { ScheduleBounds } from "./schedule-bounds.tsx";
import { ScheduleComparison } from "./schedule-comparison.tsx";
import { ScheduleOutlook } from "./schedule-outlook.tsx";
import { SchedulePolicies } from "./schedule-policies.tsx";
import { useSchedulePreview } from "./use-schedule-preview.ts";
import { ZoneSelect } from "../../ui/zone-select.tsx";

const kinds: readonly { readonly value: ScheduleKind | "none"; readonly label: string }[] = [
  { value: "cron", label: "Cron" },
  { value: "interval", label: "Interval" },
  { value: "once", label: "Once" },
  { value: "none", label: "By hand only" },
];

export interface ScheduleSectionProps {
  readonly form: EventForm;
  /** What is known of the saved event; undefined for a new one. */
  readonly saved: { readonly id: number; readonly runCount: number } | undefined;
}

export function ScheduleSection({ form, saved }: ScheduleSectionProps) {
  const { draft, change, field } = form;
  const preview = useSchedulePreview(draft);
  const wrong = previewComplaint(preview.answer);
  /** What saving complained about, or what the preview says while typing. */
  const live = (path: string): { readonly id: string; readonly error: string | undefined } => {
    const own = field(path);
    return own.error === undefined ? { ...own, error: wrong[path] } : own;
  };
  const zone = (
    <ZoneSelect
      {...live("schedule.timezone")}
      value={draft.timezone}
      onChange={(timezone) => change({ timezone }, "schedule.timezone", "schedule.atMs", "schedule.anchorMs")}
    />
  );
  return (
    <Section
      title="When"
      actions={
        <SegmentedControl
          aria-label="What makes it due"
          data={[...kinds]}
          value={draft.kind}
          onChange={(kind) => change({ kind }, "schedule")}
        />
      }
    >
      {draft.kind === "none" ? (
        <p className={styles.hint}>
          It is never due by itself. Run it with the button, the palette or the command line.
        </p>
      ) : (
        <>
          <div className={styles.when}>
            <div className={styles.fields}>
              {draft.kind === "cron" && (
                <CronField
                  {...live("schedule.cron")}
                  value={draft.cron}
                  onChange={(cron) => change({ cron }, "schedule.cron")}
                />
              )}
              {draft.kind === "interval" && (
                <>
                  <DurationField
                    {...live("schedule.everyMs")}
                    label="Every"
                    description="From one second to ten years. It does not drift."
                    value={draft.every}
                    onChange={(every) => change({ every }, "schedule.everyMs")}
                  />
                  <InstantField
                    {...live("schedule.anchorMs")}
                    label="Counted from"
                    description="Empty: from the moment it is saved."
                    zone={draft.timezone}
                    value={draft.anchor}
                    onChange={(anchor) => change({ anchor }, "schedule.anchorMs")}
                  />
                </>
              )}
              {draft.kind === "once" && (
                <InstantField
                  {...live("schedule.atMs")}
                  label="Date and time"
                  zone={draft.timezone}
                  value={draft.once}
                  onChange={(once) => change({ once }, "schedule.atMs")}
                />
              )}
              {zone}
            </div>
            <ScheduleOutlook preview={preview} zone={draft.timezone} kind={draft.kind} />
          </div>
          <ScheduleBounds form={form} live={live} runCount={saved?.runCount} />
          <SchedulePolicies form={form} />
          <ScheduleComparison draft={draft} eventId={saved?.id} marked={Object.keys(wrong).length > 0} />
        </>
      )}
    </Section>
  );
}
