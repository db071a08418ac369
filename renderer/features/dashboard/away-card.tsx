import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { AbsenceView } from "../../bridge/views.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { confirm } from "../../ui/confirm.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { counted } from "../../ui/plural.ts";
import { Section } from "../../ui/section.tsx";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import styles from "./away.module.css";
import { AwayRow } from "./away-row.tsx";
import { summariseAbsences, toRun, type AwaySummary } from "./away-summary.ts";
import { useAwayActions } from "./use-away-actions.ts";

/** As many events are listed at first. */
const listed = 5;

const causes: Readonly<Record<AbsenceView["cause"], string>> = {
  stopped: "Cronium was not running",
  asleep: "this computer slept or gave Cronium no time",
};

/** What was due while the program could not act, what its policies did about it, and the buttons to run the rest. */
export function AwayCard() {
  const api = useApi();
  const { data, error, refetch } = useQuery(api.absences.latest.queryOptions());
  if (data === undefined) {
    if (error === null) return null;
    return (
      <ErrorPanel
        title="What happened while you were away could not be read"
        error={error}
        onRetry={() => void refetch()}
      />
    );
  }
  const summary = summariseAbsences(data);
  return summary === undefined ? null : <Card summary={summary} />;
}

function Card({ summary }: { readonly summary: AwaySummary }) {
  const { run, dismiss, busy } = useAwayActions();
  const [open, setOpen] = useState(false);
  const { absences, earlierCount } = summary;
  const offered = toRun(summary);
  const shown = open ? summary.events : summary.events.slice(0, listed);
  const hidden = summary.events.length - shown.length;
  const runAll = (): void =>
    confirm({
      title: "Run all that was missed?",
      consequences: [
        `${counted(offered.length, "event")} ${offered.length === 1 ? "is" : "are"} run once each, now: ${offered
          .slice(0, 6)
          .map(({ eventName }) => eventName)
          .join(", ")}${offered.length > 6 ? ", …" : ""}.`,
        "The ledger notes each as run by hand in place of its latest missed due time.",
        ...(earlierCount > 0 ? ["What was missed only in earlier times, which are not listed, is not run."] : []),
      ],
      verb: "Run them",
      onConfirm: () => run(offered),
    });
  return (
    <Section title="While you were away" aside={<Period summary={summary} />} flush>
      <p className={styles.total}>
        {summary.total}.
        {earlierCount > 0 &&
          ` This sums up the ${counted(absences.length, "latest time", "latest times")}; ${counted(earlierCount, "earlier one is", "earlier ones are")} not listed.`}
      </p>
      <ul aria-label="What was due">
        {shown.map((event) => (
          <AwayRow key={event.eventId} event={event} busy={busy} onRun={() => run([event])} />
        ))}
      </ul>
      {hidden > 0 && (
        <button type="button" className={styles.more} onClick={() => setOpen(true)}>
          {counted(hidden, "more event")}
        </button>
      )}
      <div className={styles.buttons}>
        <Button variant="default" disabled={busy} onClick={() => dismiss(summary)}>
          {earlierCount > 0 ? `Dismiss all ${counted(absences.length + earlierCount, "time")}` : "Dismiss"}
        </Button>
        {offered.length > 0 && (
          <Button disabled={busy} onClick={runAll}>
            Run all that was missed
          </Button>
        )}
      </div>
    </Section>
  );
}

/** Seconds say nothing of an absence that is told in minutes. */
function wholeMinute(at: number): number {
  return at - (at % 60_000);
}

/** From when to when, and why. */
function Period({ summary: { absences, earlierCount } }: { readonly summary: AwaySummary }) {
  const [newest] = absences;
  const others = absences.length - 1 + earlierCount;
  if (newest === undefined) return null;
  return (
    <span>
      <ZonedTime at={wholeMinute(newest.fromAt)} />
      {" – "}
      <ZonedTime at={wholeMinute(newest.untilAt)} />
      {`, ${elapsedText(newest.untilAt - newest.fromAt)}: ${causes[newest.cause]}`}
      {others > 0 && `, and ${counted(others, "earlier time")}`}
    </span>
  );
}
