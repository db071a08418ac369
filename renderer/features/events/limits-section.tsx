import { NumberInput, Radio, Select, Stack } from "@mantine/core";
import { jobPriorities, unknownPolicies } from "../../../shared/words.ts";
import { Section } from "../../ui/section.tsx";
import { DurationField } from "../../ui/duration-field.tsx";
import styles from "./event-editor.module.css";
import type { EventForm } from "./event-form.ts";
import { RetryFields } from "./retry-fields.tsx";
import { priorityWords, unknownWords } from "./policy-words.ts";

export function LimitsSection({ form }: { readonly form: EventForm }) {
  const { draft, change, field } = form;
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
        <RetryFields form={form} />
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
        <div className={styles.row}>
          <NumberInput
            {...field("concurrency")}
            label="Jobs at once"
            description="Others wait. Empty: no limit."
            w={200}
            min={1}
            max={500}
            allowDecimal={false}
            clampBehavior="none"
            placeholder="no limit"
            value={draft.concurrency}
            onChange={(concurrency) => change({ concurrency }, "concurrency")}
          />
          <NumberInput
            {...field("logLimitBytes")}
            label="Log of a run"
            description="What goes beyond is left out. Empty: as the settings say."
            w={340}
            min={0.001}
            suffix=" MB"
            clampBehavior="none"
            placeholder="as the settings say"
            value={draft.logLimit}
            onChange={(logLimit) => change({ logLimit }, "logLimitBytes")}
          />
        </div>
      </div>
    </Section>
  );
}
