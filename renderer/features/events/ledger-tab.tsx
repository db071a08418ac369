import { Button, SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowsSplit2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { occurrenceDecisions, type OccurrenceDecision } from "../../../shared/words.ts";
import { useApi } from "../../bridge/api.tsx";
import type { EventView } from "../../bridge/views.ts";
import { usePlaceQuery } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { ownZone } from "../../time/format-time.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { occurrenceLooks } from "../../ui/status-looks.ts";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import { ledgerColumns } from "./ledger-columns.tsx";
import { LedgerSeal } from "./ledger-seal.tsx";
import styles from "./ledger.module.css";
import { ledgerRows, seamsOf, seamWords, type LedgerRow } from "./schedule-seams.ts";
import { WhyAnswer } from "./why-answer.tsx";
import { WhyAsk } from "./why-ask.tsx";

/** As far back as one scrolls; a moment further back is asked for by its time. */
const shownOccurrences = 2_000;

/** Below this the rows cannot be read: the screen scrolls instead, pixels. */
const leastTableHeight = 260;

type Choice = OccurrenceDecision | "every";
const choices: readonly Choice[] = ["every", ...occurrenceDecisions];

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

const rowKey = (row: LedgerRow): string => row.key;

/** Did it run, and if not, why? Every due instant of an event, what was decided about it, and what became of it. */
export function LedgerTab({ event }: { readonly event: EventView }) {
  const [place, change] = usePlaceQuery();
  const zone = event.schedule?.timezone ?? ownZone();
  const asked = wholeNumber(place.get("at"));
  const ask = useCallback((at: number | undefined) => change({ at }), [change]);
  return (
    <div className={styles.ledger}>
      <WhyAsk asked={asked} zone={zone} onAsk={ask} />
      <div className={styles.answers} aria-live="polite">
        {asked !== undefined && (
          <WhyAnswer
            eventId={event.id}
            atMs={asked}
            zone={zone}
            onAsk={ask}
            onVersion={(version) => change({ version, decision: undefined })}
            onClose={() => ask(undefined)}
          />
        )}
      </div>
      <Ledger event={event} zone={zone} />
      <LedgerSeal />
    </div>
  );
}

function Ledger({ event, zone }: { readonly event: EventView; readonly zone: string }) {
  const api = useApi();
  const [place, change] = usePlaceQuery();
  const choice = choices.find((known) => known === place.get("decision")) ?? "every";
  const ledger = useQuery(api.occurrences.list.queryOptions({ eventId: event.id, limit: shownOccurrences }));
  // Of one decision as many as of all: what went wrong may lie further back than the latest two thousand.
  const chosen = useQuery({
    ...api.occurrences.list.queryOptions({
      eventId: event.id,
      decisions: choice === "every" ? undefined : [choice],
      limit: shownOccurrences,
    }),
    enabled: choice !== "every" && ledger.data !== undefined && ledger.data.length >= shownOccurrences,
  });
  const versions = useQuery(api.occurrences.versions.queryOptions({ eventId: event.id }));
  const roomy = useMediaQuery("(min-width: 1600px)");
  const columns = useMemo(() => ledgerColumns(zone, roomy), [zone, roomy]);
  const version = wholeNumber(place.get("version"));
  const all = ledger.data;
  const further = chosen.data;
  const seams = useMemo(() => seamsOf(versions.data ?? []), [versions.data]);
  const rows = useMemo((): readonly LedgerRow[] => {
    const found = (further ?? all ?? []).filter(
      ({ decision, scheduleId }) =>
        (choice === "every" || decision === choice) && (version === undefined || scheduleId === version),
    );
    // A seam between two rows that are not neighbours would say less than it seems to.
    const bare = choice !== "every" || version !== undefined;
    return ledgerRows(found, bare ? [] : seams, found.length < shownOccurrences);
  }, [all, further, choice, version, seams]);
  const rowHref = useCallback(
    (row: LedgerRow) =>
      row.kind === "seam"
        ? undefined
        : paths.event(event.id, {
            tab: "ledger",
            decision: choice === "every" ? undefined : choice,
            version,
            at: row.occurrence.dueAt,
          }),
    [event.id, choice, version],
  );
  const divider = useCallback(
    (row: LedgerRow) => (row.kind === "seam" ? <Seam row={row} zone={zone} /> : undefined),
    [zone],
  );
  if (all === undefined) {
    if (ledger.error === null) return <LoadingRows rows={8} />;
    return (
      <ErrorPanel title="The ledger could not be read" error={ledger.error} onRetry={() => void ledger.refetch()} />
    );
  }
  if (all.length === 0 && seams.length < 2) {
    return (
      <EmptyState
        sentence={
          event.schedule === null
            ? "An event that is run by hand only has no due times to account for."
            : "Nothing has been due yet. From its first due time on, each one is accounted for here: ran, caught up, skipped or missed, and why."
        }
      />
    );
  }
  const count = (decision: Choice): number =>
    decision === "every" ? all.length : all.filter((occurrence) => occurrence.decision === decision).length;
  const only = version === undefined ? undefined : versions.data?.find(({ id }) => id === version);
  return (
    <>
      <div className={styles.filters}>
        <SegmentedControl
          aria-label="Decision"
          value={choice}
          onChange={(decision) => change({ decision: decision === "every" ? "" : decision })}
          data={choices.map((decision) => ({
            value: decision,
            label: (
              <span className={styles.nowrap}>
                {decision === "every" ? "All" : occurrenceLooks[decision].word}{" "}
                <span className={styles.count}>
                  {count(decision).toLocaleString("en-GB")}
                  {decision === "every" && all.length >= shownOccurrences ? " latest" : ""}
                </span>
              </span>
            ),
          }))}
        />
        {version !== undefined && (
          <span className={styles.only}>
            Only what was due by {only === undefined ? "one version" : `“${only.words}”`}
            <Button variant="subtle" size="compact-sm" onClick={() => change({ version: undefined })}>
              Show all
            </Button>
          </span>
        )}
      </div>
      {versions.error !== null && (
        <ErrorPanel
          title="The versions of the schedule could not be read"
          error={versions.error}
          onRetry={() => void versions.refetch()}
        />
      )}
      {rows.length === 0 ? (
        <EmptyState compact sentence={`No due time was ${choice === "every" ? "found" : decisionWords[choice]}.`} />
      ) : (
        <div className={styles.table} style={{ minHeight: Math.min(leastTableHeight, 32 * (rows.length + 1)) }}>
          <DataTable label="Ledger" rows={rows} rowKey={rowKey} columns={columns} rowHref={rowHref} divider={divider} />
        </div>
      )}
    </>
  );
}

function Seam({ row, zone }: { readonly row: Extract<LedgerRow, { kind: "seam" }>; readonly zone: string }) {
  const words = seamWords(row.seam);
  return (
    <span className={styles.seam} title={words}>
      <IconArrowsSplit2 size={14} aria-hidden />
      <ZonedTime at={row.seam.atMs} zone={zone} />
      <span className={styles.seamWords}>{words}</span>
    </span>
  );
}

const decisionWords: Readonly<Record<OccurrenceDecision, string>> = {
  run: "run on time",
  catch_up: "caught up",
  skipped: "skipped",
  missed: "missed",
};
