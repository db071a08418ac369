import { Button } from "@mantine/core";
import type { EventView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { TroublePanel } from "../../ui/error-panel.tsx";
import { runsAreUsedUp } from "./counter-words.ts";
import type { EventActions } from "./use-event-actions.ts";

/** Told when the program itself paused an event: why, and what sets it going again. */
export function PausedPanel({ event, actions }: { readonly event: EventView; readonly actions: EventActions }) {
  if (event.status !== "PAUSED" || event.pauseReason === undefined) return null;
  const usedUp = runsAreUsedUp(event);
  return (
    <TroublePanel
      tone="partial"
      title="Cronium paused this event"
      message={`${event.pauseReason.charAt(0).toUpperCase()}${event.pauseReason.slice(1)}.`}
      remedy={
        usedUp
          ? "It starts again once its counters are reset or it may run more often."
          : event.failureStreak > 0
            ? "See why it failed, then activate it again."
            : "Activate it to have it run by its schedule again."
      }
      actions={
        usedUp ? (
          <>
            <Button component="a" variant="default" href={paths.editEvent(event.id)}>
              Allow more runs
            </Button>
            <Button onClick={() => actions.resetCounters(event, { activate: true })}>Reset and activate…</Button>
          </>
        ) : (
          <>
            {event.failureStreak > 0 && (
              <Button component="a" variant="default" href={paths.jobs({ event: event.id, status: "failed" })}>
                Show the failures
              </Button>
            )}
            <Button onClick={() => actions.setStatus(event, "ACTIVE")}>Activate</Button>
          </>
        )
      }
    />
  );
}
