import { Checkbox, MultiSelect, NumberInput } from "@mantine/core";
import { elapsedText } from "../../time/format-duration.ts";
import { durationOfDraft, numberOfDraft } from "../../ui/duration-draft.ts";
import { DurationField } from "../../ui/duration-field.tsx";
import styles from "./event-editor.module.css";
import type { EventDraft } from "./event-draft.ts";
import type { EventForm } from "./event-form.ts";
import { failureGroups, usualChoices } from "./failure-words.ts";

/** More waits than this are told by an ellipsis. */
const shownWaits = 4;

function waitsText(draft: EventDraft): string {
  const retries = numberOfDraft(draft.retryMax) ?? 0;
  const delay = durationOfDraft(draft.retryDelay);
  const factor = numberOfDraft(draft.retryFactor);
  if (retries < 1 || delay === undefined || factor === undefined) return "A failed run is not tried again.";
  const longest = Math.max(delay, longestDelayMs);
  const waits = Array.from({ length: Math.min(retries, shownWaits) }, (_, index) =>
    elapsedText(Math.min(delay * factor ** index, longest)),
  );
  const more = retries > shownWaits ? ", …" : "";
  return `A failed run is tried again after about ${waits.join(", then ")}${more}.`;
}

/** The wait grows to this at most, milliseconds; as the core has it. */
const longestDelayMs = 3_600_000;

/** How often a failed run is tried again, how soon, and after which failures. */
export function RetryFields({ form }: { readonly form: EventForm }) {
  const { draft, change, field } = form;
  const retries = (numberOfDraft(draft.retryMax) ?? 0) > 0;
  return (
    <>
      <div className={styles.row}>
        <NumberInput
          {...field("retries.max")}
          label="Retries"
          w={84}
          min={0}
          max={10}
          clampBehavior="none"
          value={draft.retryMax}
          onChange={(retryMax) => change({ retryMax }, "retries.max")}
        />
        {retries && (
          <>
            <DurationField
              {...field("retries.delayMs")}
              label="Delay before a retry"
              value={draft.retryDelay}
              onChange={(retryDelay) => change({ retryDelay }, "retries.delayMs")}
            />
            <NumberInput
              {...field("retries.factor")}
              label="Longer each time by"
              w={130}
              min={1}
              max={10}
              step={0.5}
              prefix="× "
              clampBehavior="none"
              value={draft.retryFactor}
              onChange={(retryFactor) => change({ retryFactor }, "retries.factor")}
            />
          </>
        )}
      </div>
      <p className={styles.hint}>{waitsText(draft)}</p>
      {retries && (
        <Checkbox
          label="Only after failures that trying again can help"
          description="A server that is down, a script that failed; not a login that was refused."
          checked={draft.retryOn === null}
          onChange={(event) => change({ retryOn: event.currentTarget.checked ? null : usualChoices }, "retries.on")}
        />
      )}
      {retries && draft.retryOn !== null && (
        <MultiSelect
          {...field("retries.on")}
          label="Tried again after these failures"
          data={failureGroups}
          searchable
          clearable
          value={[...draft.retryOn]}
          onChange={(chosen) => change({ retryOn: chosen }, "retries.on")}
        />
      )}
    </>
  );
}
