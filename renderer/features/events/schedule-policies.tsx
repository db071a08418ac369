import { NumberInput, Select } from "@mantine/core";
import { missedPolicies, overlapPolicies } from "../../../shared/words.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { durationOfDraft } from "../../ui/duration-draft.ts";
import { DurationField } from "../../ui/duration-field.tsx";
import { EditorDisclosure } from "./editor-disclosure.tsx";
import type { EventDraft } from "./event-draft.ts";
import type { EventForm } from "./event-form.ts";
import { missedWords, overlapWords } from "./policy-words.ts";

const ownPaths = ["schedule.missedWindowMs", "schedule.missedCap", "schedule.jitterMs"];

function summaryOf(draft: EventDraft): string {
  const jitter = durationOfDraft(draft.jitter) ?? 0;
  return [
    `missed runs: ${missedWords[draft.missed].title.toLowerCase()}`,
    `still running: ${overlapWords[draft.overlap].title.toLowerCase()}`,
    jitter > 0 ? `spread over ${elapsedText(jitter)}` : "no spread",
  ].join(" · ");
}

/** What happens when a due instant meets trouble. Folded away: the defaults suit most. */
export function SchedulePolicies({ form }: { readonly form: EventForm }) {
  const { draft, change, field, complaints } = form;
  return (
    <EditorDisclosure
      title="Policies"
      summary={summaryOf(draft)}
      forced={ownPaths.some((path) => complaints[path] !== undefined)}
    >
      <Select
        {...field("schedule.missed")}
        label="Runs missed while Cronium could not act"
        description={missedWords[draft.missed].detail}
        data={missedPolicies.map((value) => ({ value, label: missedWords[value].title }))}
        value={draft.missed}
        allowDeselect={false}
        onChange={(missed) => {
          if (missed !== null) change({ missed }, "schedule.missed");
        }}
      />
      {draft.missed !== "none" && (
        <DurationField
          {...field("schedule.missedWindowMs")}
          label="Catch up within"
          description="What is older stays missed."
          value={draft.missedWindow}
          onChange={(missedWindow) => change({ missedWindow }, "schedule.missedWindowMs")}
        />
      )}
      {draft.missed === "all" && (
        <NumberInput
          {...field("schedule.missedCap")}
          label="Catch up at most"
          description="The newest ones count."
          w={120}
          min={1}
          max={1_000}
          clampBehavior="none"
          suffix=" runs"
          value={draft.missedCap}
          onChange={(missedCap) => change({ missedCap }, "schedule.missedCap")}
        />
      )}
      <Select
        {...field("schedule.overlap")}
        label="When the run before is still going"
        description={overlapWords[draft.overlap].detail}
        data={overlapPolicies.map((value) => ({ value, label: overlapWords[value].title }))}
        value={draft.overlap}
        allowDeselect={false}
        onChange={(overlap) => {
          if (overlap !== null) change({ overlap }, "schedule.overlap");
        }}
      />
      <DurationField
        {...field("schedule.jitterMs")}
        label="Spread the start over"
        description="Each run starts a little after it is due, so that not everything starts at once."
        value={draft.jitter}
        onChange={(jitter) => change({ jitter }, "schedule.jitterMs")}
      />
    </EditorDisclosure>
  );
}
