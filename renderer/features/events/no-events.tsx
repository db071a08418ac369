import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { paths } from "../../navigation/paths.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { RunSparkline } from "../../ui/run-sparkline.tsx";
import { EventStatusBadge } from "../../ui/status-badge.tsx";
import styles from "./events.module.css";
import { TypeMark } from "./script-types.tsx";

const examples = [
  { name: "Nightly backup", type: "BASH", when: "at 02:30 every day", failed: 6 },
  { name: "Weekly report", type: "PYTHON", when: "at 06:00 every Monday", failed: -1 },
] as const;

function runsOf(failed: number): { jobId: string; status: "failed" | "completed"; durationMs: number }[] {
  return [5, 6, 5, 7, 6, 5, 6, 6, 5, 6].map((durationMs, index) => ({
    jobId: String(index),
    status: index === failed ? "failed" : "completed",
    durationMs,
  }));
}

/** What the list says while there is nothing in it. */
export function NoEvents() {
  return (
    <EmptyState
      sentence="An event is a script, a place to run it and a time; this list tells how each of yours is doing."
      picture={examples.map(({ name, type, when, failed }) => (
        <div key={name} className={styles.example}>
          <EventStatusBadge status="ACTIVE" />
          <span className={styles.name}>
            <TypeMark type={type} />
            <b>{name}</b>
          </span>
          <span className={styles.quiet}>{when}</span>
          <RunSparkline runs={runsOf(failed)} />
        </div>
      ))}
      action={
        <Button component="a" href={paths.newEvent()} leftSection={<IconPlus size={15} aria-hidden />}>
          New event
        </Button>
      }
    />
  );
}
