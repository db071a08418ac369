import { NumberInput, Switch } from "@mantine/core";
import { boundsSummary } from "./bounds-words.ts";
import { EditorDisclosure } from "./editor-disclosure.tsx";
import styles from "./event-editor.module.css";
import type { EventForm } from "./event-form.ts";
import { InstantField } from "./instant-field.tsx";

const ownPaths = [
  "schedule.startMs",
  "schedule.endMs",
  "schedule.maxRuns",
  "schedule.resetRunsOnActivation",
  "schedule.pauseAfterFailures",
];

export interface ScheduleBoundsProps {
  readonly form: EventForm;
  /** A field's id and complaint; what the preview says while typing included. */
  readonly live: EventForm["field"];
  /** Runs its schedule has made so far; undefined for a new event. */
  readonly runCount: number | undefined;
}

/** From when to when a schedule holds, how many runs it makes, and what pauses it. */
export function ScheduleBounds({ form, live, runCount }: ScheduleBoundsProps) {
  const { draft, change, field } = form;
  const limited = String(draft.maxRuns).trim() !== "";
  return (
    <EditorDisclosure
      title="Bounds"
      summary={boundsSummary(draft)}
      forced={ownPaths.some((path) => live(path).error !== undefined)}
    >
      <InstantField
        {...live("schedule.startMs")}
        label="Not before"
        description="Empty: from the moment it is active."
        zone={draft.timezone}
        value={draft.start}
        onChange={(start) => change({ start }, "schedule.startMs", "schedule.endMs")}
      />
      <InstantField
        {...live("schedule.endMs")}
        label="Not after"
        description="Empty: it goes on. This very moment still counts."
        zone={draft.timezone}
        value={draft.end}
        onChange={(end) => change({ end }, "schedule.startMs", "schedule.endMs")}
      />
      <div className={styles.pair}>
        <NumberInput
          {...field("schedule.maxRuns")}
          label="Runs at most"
          description={
            runCount === undefined || runCount === 0
              ? "Empty: any number. It is paused after the last one."
              : `Empty: any number. ${runCount.toLocaleString("en-GB")} so far; it is paused after the last one.`
          }
          placeholder="any number"
          classNames={{ wrapper: styles.narrow ?? "" }}
          min={1}
          clampBehavior="none"
          thousandSeparator=","
          value={draft.maxRuns}
          onChange={(maxRuns) => change({ maxRuns }, "schedule.maxRuns")}
        />
        {limited && (
          <Switch
            id={field("schedule.resetRunsOnActivation").id}
            label="Count anew when activated"
            checked={draft.resetRunsOnActivation}
            onChange={(input) =>
              change({ resetRunsOnActivation: input.currentTarget.checked }, "schedule.resetRunsOnActivation")
            }
          />
        )}
      </div>
      <NumberInput
        {...field("schedule.pauseAfterFailures")}
        label="Pause after failures in a row"
        description="Empty: never. Runs by hand count too; one that completes starts the count anew."
        placeholder="never"
        classNames={{ wrapper: styles.narrow ?? "" }}
        min={1}
        clampBehavior="none"
        value={draft.pauseAfterFailures}
        onChange={(pauseAfterFailures) => change({ pauseAfterFailures }, "schedule.pauseAfterFailures")}
      />
    </EditorDisclosure>
  );
}
