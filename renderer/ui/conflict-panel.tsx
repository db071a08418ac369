import { Button } from "@mantine/core";
import { TroublePanel } from "./error-panel.tsx";

export interface ConflictPanelProps {
  /** What is being edited: "event". */
  readonly noun: string;
  /** What the other save changed. */
  readonly theirs: readonly string[];
  readonly onKeepMine: () => void;
  readonly onTakeTheirs: () => void;
}

/** Told when something was saved elsewhere while it is edited here. Nothing typed is lost. */
export function ConflictPanel({ noun, theirs, onKeepMine, onTakeTheirs }: ConflictPanelProps) {
  return (
    <TroublePanel
      tone="attention"
      title={`This ${noun} was saved elsewhere while you were editing it`}
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
