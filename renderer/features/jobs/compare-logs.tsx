import { VisuallyHidden } from "@mantine/core";
import type { JobComparison } from "../../bridge/views.ts";
import { counted } from "../../ui/plural.ts";
import { ScriptDifferenceTable } from "../../ui/script-difference.tsx";
import { Section } from "../../ui/section.tsx";
import { toneClass } from "../../ui/tone-class.ts";
import { targetWords } from "../../ui/target-words.ts";
import styles from "./job-compare.module.css";

type LogComparison = JobComparison["logs"][number];

/** Why there is nothing to lay side by side; undefined where there is. */
function wordsInstead({ executionId, withExecutionId, difference, partial }: LogComparison): string | undefined {
  if (executionId === undefined) return "This run wrote nothing here.";
  if (withExecutionId === undefined) return "The other run did not run here.";
  if (difference !== undefined) return undefined;
  return partial
    ? "What was compared of both logs says the same, times, durations, ids and paths of temporary files aside."
    : "Both logs say the same, times, durations, ids and paths of temporary files aside.";
}

/** What the two runs wrote on one target, where it differs. */
export function CompareLogs({ log }: { readonly log: LogComparison }) {
  const { target, difference, lines, withLines, partial } = log;
  const instead = wordsInstead(log);
  const count = `${counted(withLines, "line")} then, ${counted(lines, "line")} now`;
  const label = `Log on ${targetWords(target)}`;
  return (
    <Section
      title={label}
      aside={partial ? `Too long to be compared whole: beginning and end of both; ${count}` : count}
      actions={
        difference && (
          <span className={styles.counts}>
            <span className={toneClass("completed")}>
              <span aria-hidden>+{difference.added}</span>
              <VisuallyHidden>{counted(difference.added, "line")} added</VisuallyHidden>
            </span>
            <span className={toneClass("failed")}>
              <span aria-hidden>−{difference.removed}</span>
              <VisuallyHidden>, {counted(difference.removed, "line")} removed</VisuallyHidden>
            </span>
          </span>
        )
      }
      flush={difference !== undefined}
    >
      {instead !== undefined && <p className={styles.quiet}>{instead}</p>}
      {difference !== undefined && <ScriptDifferenceTable difference={difference} sideBySide={false} label={label} />}
    </Section>
  );
}
