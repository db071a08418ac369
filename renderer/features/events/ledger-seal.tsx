import { Button } from "@mantine/core";
import { IconLink, IconShieldCheck } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useApiClient } from "../../bridge/api.tsx";
import type { LedgerVerification } from "../../bridge/views.ts";
import { nowMs } from "../../time/clock.ts";
import { CodeText } from "../../ui/code-text.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { ErrorPanel, TroublePanel } from "../../ui/error-panel.tsx";
import { counted } from "../../ui/plural.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./ledger.module.css";

type Checked =
  | { readonly state: "idle" | "checking" }
  | { readonly state: "failed"; readonly error: unknown }
  | { readonly state: "done"; readonly found: LedgerVerification; readonly at: number };

const chainNames: Readonly<Record<LedgerVerification["chains"][number]["name"], string>> = {
  occurrences: "due times",
  outcomes: "outcomes",
};

/** Checks on request that no row of the ledger was changed, added or taken away behind the program's back. */
export function LedgerSeal() {
  const client = useApiClient();
  const frame = useRef<HTMLDivElement>(null);
  const [checked, setChecked] = useState<Checked>({ state: "idle" });
  const verify = (): void => {
    setChecked({ state: "checking" });
    client.occurrences.verify.query().then(
      (found) => {
        setChecked({ state: "done", found, at: nowMs() });
        // An alarm below the edge of the window is none.
        if (!found.valid) requestAnimationFrame(() => frame.current?.scrollIntoView({ block: "nearest" }));
      },
      (error: unknown) => setChecked({ state: "failed", error }),
    );
  };
  const done = checked.state === "done" ? checked : undefined;
  const fine = done?.found.valid === true;
  return (
    <div ref={frame} className={styles.sealed}>
      {done?.found.valid === false && <Broken found={done.found} />}
      {checked.state === "failed" && <ErrorPanel title="The ledger could not be checked" error={checked.error} />}
      <div className={classes(styles.seal, fine && toneClass("completed"))}>
        {fine ? <IconShieldCheck size={16} aria-hidden /> : <IconLink size={16} aria-hidden />}
        <p role="status">
          {done !== undefined && !fine ? (
            <>
              Checked <RelativeTime at={done.at} />.
            </>
          ) : done === undefined ? (
            "Every row of the ledger is sealed with the one before it: a change behind Cronium's back shows."
          ) : (
            <>
              <b>Nothing has been tampered with.</b> {rowsText(done.found)}, checked <RelativeTime at={done.at} />.
            </>
          )}
        </p>
        {done !== undefined && fine && <Heads found={done.found} />}
        <Button
          variant="default"
          size="compact-sm"
          loading={checked.state === "checking"}
          onClick={verify}
          className={styles.verify ?? ""}
        >
          {done === undefined ? "Verify the ledger" : "Verify again"}
        </Button>
      </div>
    </div>
  );
}

function rowsText({ chains }: LedgerVerification): string {
  const sealed = chains.map(({ name, rows }) => `${rows.toLocaleString("en-GB")} ${chainNames[name]}`).join(" and ");
  const unsealed = chains.reduce((sum, chain) => sum + chain.unsealed, 0);
  const removed = chains.reduce((sum, chain) => sum + (chain.removed?.rows ?? 0), 0);
  return [
    sealed,
    ...(unsealed === 0 ? [] : [`${counted(unsealed, "older row")} from before sealing began`]),
    ...(removed === 0 ? [] : [`${counted(removed, "row")} removed as too old`]),
  ].join("; ");
}

/** The hash of the newest row of each chain: kept elsewhere, it proves later that nothing before it has changed. */
function Heads({ found }: { readonly found: LedgerVerification }) {
  return (
    <span className={styles.heads}>
      {found.chains
        .filter(({ rows }) => rows > 0)
        .map(({ name, head }) => (
          <span key={name} className={styles.headOf}>
            {chainNames[name]} <CodeText text={head.slice(0, 12)} />
            <CopyButton text={head} what={`the newest hash of the ${chainNames[name]}`} />
          </span>
        ))}
    </span>
  );
}

function Broken({ found }: { readonly found: LedgerVerification }) {
  const problems = found.chains.flatMap(({ name, problem }) =>
    problem === undefined ? [] : [`${chainNames[name]}, row ${problem.id.toLocaleString("en-GB")}: ${problem.message}`],
  );
  const contradictions = found.contradictions.map(
    ({ occurrenceId, message }) => `due time ${occurrenceId.toLocaleString("en-GB")} ${message}`,
  );
  return (
    <TroublePanel
      tone="failed"
      title="The ledger was changed behind Cronium's back"
      message={`${[...problems, ...contradictions].join("; ")}.`}
      remedy="What it names, and what stands after a broken row, cannot be trusted. Compare with a backup from before the change, and find out who can write to the data directory."
      raw={JSON.stringify(found, null, 2)}
    />
  );
}
