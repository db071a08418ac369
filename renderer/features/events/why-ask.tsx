import { Button, TextInput } from "@mantine/core";
import { useRef, useState, type SubmitEvent } from "react";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { wallText } from "../../time/wall-clock.ts";
import { ZoneChip } from "../../ui/zoned-time.tsx";
import { instantOfDraft } from "./instant-draft.ts";
import styles from "./ledger.module.css";

export interface WhyAskProps {
  /** The instant that is being answered, epoch milliseconds. */
  readonly asked: number | undefined;
  readonly zone: string;
  readonly onAsk: (atMs: number) => void;
}

/** Asks why something ran or did not at any moment, on the wall clock of the schedule's zone. */
export function WhyAsk({ asked, zone, onAsk }: WhyAskProps) {
  const [text, setText] = useState(asked === undefined ? "" : wallText(asked, zone).slice(0, 16));
  const [problem, setProblem] = useState<string>();
  const [shownFor, setShownFor] = useState(asked);
  if (asked !== shownFor) {
    // Asked from elsewhere: a row of the table, a neighbouring due time, the address.
    setShownFor(asked);
    setProblem(undefined);
    if (asked !== undefined) setText(wallText(asked, zone).slice(0, 19).replace(/:00$/, ""));
  }
  const field = useRef<HTMLInputElement>(null);
  useShortcut({ keys: "w", label: "Ask why", group: "This screen" }, () => field.current?.focus());
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const named = text === "" ? undefined : instantOfDraft({ text }, zone);
    if (named?.at === undefined) {
      setProblem(named?.problem ?? "Give a date and a time");
      return;
    }
    setProblem(undefined);
    onAsk(named.at);
  };
  return (
    <form className={styles.ask} onSubmit={submit} noValidate>
      <label className={styles.question} htmlFor="why-at">
        Why, or why not, at
      </label>
      <TextInput
        ref={field}
        id="why-at"
        type="datetime-local"
        step={1}
        w={230}
        value={text}
        error={problem}
        onChange={(input) => {
          setText(input.currentTarget.value);
          setProblem(undefined);
        }}
      />
      <ZoneChip zone={zone} />
      <Button type="submit" variant="default">
        Ask
      </Button>
    </form>
  );
}
