import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { paths } from "../../navigation/paths.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import exampleRow from "../../ui/example-row.module.css";
import { RunSparkline } from "../../ui/run-sparkline.tsx";
import { EventStatusBadge } from "../../ui/status-badge.tsx";

const example = [3, 4, 3, 5, 4, 3, 4, 4, 3, 4].map((durationMs, index) => ({
  jobId: String(index),
  status: index === 6 ? ("failed" as const) : ("completed" as const),
  durationMs,
}));

/** What the dashboard shows while there is no event. */
export function FirstSteps() {
  return (
    <EmptyState
      sentence="Describe what should run, where and when; from then on this page tells whether it did."
      picture={
        <div className={exampleRow.row}>
          <b>Nightly backup</b>
          <EventStatusBadge status="ACTIVE" />
          <RunSparkline runs={example} />
        </div>
      }
      action={
        <Button component="a" href={paths.newEvent()} leftSection={<IconPlus size={15} aria-hidden />}>
          New event
        </Button>
      }
    />
  );
}
