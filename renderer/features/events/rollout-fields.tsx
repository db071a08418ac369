import { NumberInput } from "@mantine/core";
import { rolloutWords } from "../../../shared/rollout-words.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { DurationField } from "../../ui/duration-field.tsx";
import { EditorDisclosure } from "./editor-disclosure.tsx";
import styles from "./event-editor.module.css";
import type { EventForm } from "./event-form.ts";
import { previewedRollout, type RolloutDraft } from "./rollout-draft.ts";

const paths = ["rollout.canary", "rollout.atOnce", "rollout.pauseMs", "rollout.stopAfterFailures"] as const;

/** How the work is spread over several servers, and what will happen then, in words. */
export function RolloutFields({ form, servers }: { readonly form: EventForm; readonly servers: number }) {
  const { draft, change, field } = form;
  const words = previewWords(draft.rollout, servers);
  const set = (part: Partial<RolloutDraft>, path: (typeof paths)[number]): void =>
    change({ rollout: { ...draft.rollout, ...part } }, path);
  return (
    <EditorDisclosure
      title="On several servers"
      summary={words}
      forced={paths.some((path) => field(path).error !== undefined)}
    >
      <NumberInput
        {...field("rollout.canary")}
        label="Servers first, alone"
        description="The others follow once these went well."
        min={0}
        max={100}
        allowDecimal={false}
        clampBehavior="none"
        placeholder="none"
        value={draft.rollout.canary}
        onChange={(canary) => set({ canary }, "rollout.canary")}
      />
      <NumberInput
        {...field("rollout.atOnce")}
        label="Servers at once"
        description="Empty: all of them."
        min={1}
        max={500}
        allowDecimal={false}
        clampBehavior="none"
        placeholder="all"
        value={draft.rollout.atOnce}
        onChange={(atOnce) => set({ atOnce }, "rollout.atOnce")}
      />
      <DurationField
        {...field("rollout.pauseMs")}
        label="Pause between waves"
        description="0: each that ends makes room for the next."
        value={draft.rollout.pause}
        onChange={(pause) => set({ pause }, "rollout.pauseMs")}
      />
      <NumberInput
        {...field("rollout.stopAfterFailures")}
        label="Stop after failures"
        description="Servers that have not begun by then are left alone."
        min={1}
        max={500}
        allowDecimal={false}
        clampBehavior="none"
        placeholder="go on whatever fails"
        value={draft.rollout.stopAfterFailures}
        onChange={(stopAfterFailures) => set({ stopAfterFailures }, "rollout.stopAfterFailures")}
      />
      <p className={`${styles.hint} ${styles.wholeRow}`} role="status">
        What will happen: {words}.
      </p>
    </EditorDisclosure>
  );
}

function previewWords(draft: RolloutDraft, servers: number): string {
  const rollout = previewedRollout(draft);
  if (rollout === undefined) return "not yet complete";
  const all = rollout.atOnce !== null && rollout.atOnce >= servers ? { ...rollout, atOnce: null } : rollout;
  return rolloutWords(all, elapsedText);
}
