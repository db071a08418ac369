import { Button } from "@mantine/core";
import {
  IconArchive,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerTrackNext,
  IconTag,
  IconTrash,
  IconX,
  type Icon,
} from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { BulkAction } from "../../../shared/event-version.ts";
import { useApi } from "../../bridge/api.tsx";
import type { EventSummary } from "../../bridge/views.ts";
import { confirm } from "../../ui/confirm.tsx";
import { notifyDone, notifyProblem, notifyTrouble } from "../../ui/notify.tsx";
import { counted } from "../../ui/plural.ts";
import styles from "./bulk-bar.module.css";
import { bulkOutcome, bulkQuestion, type BulkVerb } from "./bulk-words.ts";
import { TagDialog } from "./tag-dialog.tsx";

export interface BulkBarProps {
  /** Those that are chosen. */
  readonly events: readonly EventSummary[];
  /** Chooses others: those that refused stay chosen. */
  readonly onSelect: (keys: ReadonlySet<string>) => void;
}

const actions: readonly {
  readonly verb: BulkVerb;
  readonly label: string;
  readonly icon: Icon;
  /** Undefined: a dialog asks for more. */
  readonly act: BulkAction | undefined;
}[] = [
  { verb: "activate", label: "Activate", icon: IconPlayerTrackNext, act: { kind: "status", status: "ACTIVE" } },
  { verb: "pause", label: "Pause", icon: IconPlayerPause, act: { kind: "status", status: "PAUSED" } },
  { verb: "run", label: "Run now…", icon: IconPlayerPlay, act: { kind: "run" } },
  { verb: "tag", label: "Tags…", icon: IconTag, act: undefined },
  { verb: "archive", label: "Archive…", icon: IconArchive, act: { kind: "status", status: "ARCHIVED" } },
  { verb: "delete", label: "Delete…", icon: IconTrash, act: { kind: "delete" } },
];

/** What can be done with all events that are chosen; nothing while there are none. */
export function BulkBar({ events, onSelect }: BulkBarProps) {
  const api = useApi();
  const bulk = useMutation(api.events.bulk.mutationOptions());
  const [tagging, setTagging] = useState(false);
  const act = (verb: BulkVerb, action: BulkAction): void => {
    bulk.mutate(
      { ids: events.map(({ id }) => id), action },
      {
        onSuccess: (results) => {
          const { title, trouble } = bulkOutcome(verb, results);
          if (trouble === undefined) notifyDone(title);
          else notifyTrouble(title, trouble);
          onSelect(new Set(results.flatMap((result) => (result.ok ? [] : String(result.id)))));
        },
        onError: (error) => notifyProblem("The events could not be changed", error),
      },
    );
  };
  const ask = (verb: BulkVerb, action: BulkAction): void => {
    const question = bulkQuestion(verb, events, () => act(verb, action));
    if (question === undefined) act(verb, action);
    else confirm(question);
  };
  return (
    <>
      {/* Stays mounted, so that what is chosen is announced. */}
      <div className={styles.announced} role="status">
        {events.length > 0 && `${counted(events.length, "event")} selected`}
      </div>
      {events.length > 0 && (
        <div className={styles.bar} role="toolbar" aria-label="Selected events">
          <b>{counted(events.length, "event")} selected</b>
          {actions.map(({ verb, label, icon: Mark, act: action }) => (
            <Button
              key={verb}
              variant="default"
              disabled={bulk.isPending}
              leftSection={<Mark size={15} aria-hidden />}
              className={verb === "delete" ? styles.danger : undefined}
              onClick={() => (action === undefined ? setTagging(true) : ask(verb, action))}
            >
              {label}
            </Button>
          ))}
          <span className={styles.space} />
          <Button variant="subtle" leftSection={<IconX size={15} aria-hidden />} onClick={() => onSelect(new Set())}>
            Clear selection
          </Button>
        </div>
      )}
      {tagging && (
        <TagDialog
          events={events}
          onClose={() => setTagging(false)}
          onSave={(change) => act("tag", { kind: "tags", ...change })}
        />
      )}
    </>
  );
}
