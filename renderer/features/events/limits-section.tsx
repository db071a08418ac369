import { NumberInput, Radio, Select, Stack } from "@mantine/core";
import { jobPriorities, unknownPolicies } from "../../../shared/words.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { Section } from "../../ui/section.tsx";
import { durationOfDraft, numberOfDraft } from "../../ui/duration-draft.ts";
import { DurationField } from "../../ui/duration-field.tsx";
import styles from "./event-editor.module.css";
import type { EventDraft } from "./event-draft.ts";
import type { EventForm } from "./event-form.ts";
import { priorityWords, unknownWords } from "./policy-words.ts";

/** More waits than this are told by an ellipsis. */
const shownWaits = 4;

function waitsText(draft: EventDraft): string {
  const retries = numberOfDraft(draft.retryMax) ?? 0;
  const delay = durationOfDraft(draft.retryDelay);
  const factor = numberOfDraft(draft.retryFactor);
  if (retries < 1 || delay === undefined || factor === undefined) return "A failed run is not tried again.";
  const waits = Array.from({ length: Math.min(retries, shownWaits) }, (_, index) =>
    elapsedText(delay * factor ** index),
  );
  const more = retries > shownWaits ? ", …" : "";
  return `A failed run is tried again after about ${waits.join(", then ")}${more}.`;
}

export function LimitsSection({ form }: { readonly form: EventForm }) {
  const { draft, change, field } = form;
  const retries = (numberOfDraft(draft.retryMax) ?? 0) > 0;
  return (
    <Section title="Limits">
      <div className={styles.fields}>
        <DurationField
          {...field("timeoutMs")}
          label="Timeout"
          description="After this it is stopped, with everything it started."
          value={draft.timeout}
          onChange={(timeout) => change({ timeout }, "timeoutMs")}
        />
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
        <Radio.Group
          id={field("onUnknown").id}
          label="When nobody can say how a run ended"
          value={draft.onUnknown}
          onChange={(onUnknown) => change({ onUnknown }, "onUnknown")}
        >
          <Stack gap={8} mt={6}>
            {unknownPolicies.map((policy) => (
              <Radio
                key={policy}
                value={policy}
                label={unknownWords[policy].title}
                description={unknownWords[policy].detail}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Select
          {...field("priority")}
          label="Priority"
          description="Who goes first when more is due than may run at once."
          w={200}
          data={jobPriorities.map((value) => ({ value, label: priorityWords[value] }))}
          value={draft.priority}
          allowDeselect={false}
          onChange={(priority) => {
            if (priority !== null) change({ priority }, "priority");
          }}
        />
      </div>
    </Section>
  );
}
