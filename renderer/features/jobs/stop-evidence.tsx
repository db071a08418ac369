import { IconAlertTriangle, IconShieldCheck } from "@tabler/icons-react";
import { useId, useState } from "react";
import type { FailureReason } from "../../../shared/failure.ts";
import { stopSummary } from "../../../shared/stop-summary.ts";
import type { ExecutionView } from "../../bridge/views.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { clockText, exactText } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./stop-evidence.module.css";
import { stopMoments } from "./stop-moments.ts";

type Proof = NonNullable<ExecutionView["stopProof"]>;

const beginnings: Readonly<Record<Proof["reason"], string>> = {
  cancel: "Stopped on request",
  timeout: "Stopped at its timeout",
  lost: "What was left of it was ended",
};

export interface StopEvidenceProps {
  readonly proof: Proof;
  /** Why the run failed: a log that could not be written has it stopped, too. */
  readonly reason: FailureReason | undefined;
}

/** How a run was stopped, in a line; what was signalled and when each of it was gone, on demand. */
export function StopEvidence({ proof, reason }: StopEvidenceProps) {
  const style = useTimeStyle();
  const [open, setOpen] = useState(false);
  const list = useId();
  const isGone = proof.goneAt !== undefined;
  const Mark = isGone ? IconShieldCheck : IconAlertTriangle;
  const moments = stopMoments(proof);
  const isForLog = reason === "disk_full" || reason === "log_failed";
  return (
    <section
      className={classes(styles.evidence, !isGone && styles.loud, toneClass(isGone ? "cancelled" : "attention"))}
      aria-label="How it was stopped"
    >
      <p className={styles.line}>
        <Mark size={15} aria-hidden />
        <span>
          {isForLog ? "Stopped for want of its log" : beginnings[proof.reason]} at{" "}
          <time dateTime={new Date(proof.askedAt).toISOString()} title={exactText(proof.askedAt, style)}>
            {clockText(proof.askedAt, style, true)}
          </time>
          : {stopSummary(proof, elapsedText)}.
        </span>
        {moments.length > 0 && (
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={open}
            aria-controls={list}
            onClick={() => setOpen(!open)}
          >
            {open ? "Hide how" : "Show how"}
          </button>
        )}
      </p>
      <div id={list} hidden={!open}>
        {open && (
          <>
            {/* It scrolls when it is long, for the keyboard too. */}
            <ol className={styles.moments} tabIndex={0} aria-label="Steps of the stop">
              {moments.map((moment, index) => (
                <li key={index}>
                  <span className={styles.after}>+{elapsedText(moment.afterMs)}</span>
                  <span className={styles.what}>{moment.what}</span>
                  <span className={styles.who}>
                    {moment.who.map((name, place) => (
                      <code key={place}>{name}</code>
                    ))}
                    {moment.more > 0 && <span>and {moment.more.toLocaleString("en-GB")} more</span>}
                  </span>
                </li>
              ))}
            </ol>
            <p className={styles.note}>Times are by this computer’s clock, counted from when the stop was asked for.</p>
          </>
        )}
      </div>
    </section>
  );
}
