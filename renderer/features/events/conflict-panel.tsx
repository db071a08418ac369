import { Button } from "@mantine/core";
import { TroublePanel } from "../../ui/error-panel.tsx";

export interface ConflictPanelProps {
  /** What the other save changed. */
  readonly theirs: readonly string[];
  readonly onKeepMine: () => void;
  readonly onTakeTheirs: () => void;
}

/** Told when the event was saved elsewhere while it is edited here. Nothing typed is lost. */
export function ConflictPanel({ theirs, onKeepMine, onTakeTheirs }: ConflictPanelProps) {
  return (
    <TroublePanel
      tone="attention"
      title="This event was saved elsewhere while you were editing it"
      message={theirs.length === 0 ? "What they saved reads the same." : `They changed: ${theirs.join(", ")}.`}
      remedy="Your text is still here. Keep yours to save it over theirs, or take theirs and give yours up."
      actions={
        <>
          <Button variant="default" onClick={onTakeTheirs}>
            Take theirs
          </Button>
          <Button onClick={onKeepMine}>Keep mine</Button>
        </>
      }
    />
  );
}
