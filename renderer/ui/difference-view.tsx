import { SegmentedControl, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import type { VersionComparison } from "../bridge/views.ts";
import styles from "./difference.module.css";
import { counted } from "./plural.ts";
import { ScriptDifferenceTable } from "./script-difference.tsx";
import { classes, toneClass } from "./tone-class.ts";

export interface DifferenceViewProps {
  /** What the two sides are called: "version 3". */
  readonly from: string;
  readonly to: string;
  readonly fields: VersionComparison["fields"];
  readonly script: VersionComparison["script"];
}

/** What differs between two states of one thing: each field with both values, and the script line by line. */
export function DifferenceView({ from, to, fields, script }: DifferenceViewProps) {
  const roomy = useMediaQuery("(min-width: 1600px)", false);
  const [chosen, setChosen] = useState<"unified" | "sides">();
  const manner = chosen ?? (roomy ? "sides" : "unified");
  if (fields.length === 0 && script === undefined) {
    return (
      <p className={styles.same}>
        {from} and {to} are the same.
      </p>
    );
  }
  return (
    <div className={styles.view}>
      {fields.length > 0 && (
        <table className={styles.fields} aria-label="Differing fields">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">{from}</th>
              <th scope="col">{to}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field.path}>
                <th scope="row">{field.path}</th>
                <td className={classes(styles.removed, toneClass("failed"))}>{field.from}</td>
                <td className={classes(styles.added, toneClass("completed"))}>{field.to}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {script !== undefined && (
        <div className={styles.script}>
          <div className={styles.heading}>
            <h3>Script</h3>
            <span className={styles.counts}>
              <span className={toneClass("completed")}>
                <span aria-hidden>+{script.added}</span>
                <VisuallyHidden>{counted(script.added, "line")} added</VisuallyHidden>
              </span>
              <span className={toneClass("failed")}>
                <span aria-hidden>−{script.removed}</span>
                <VisuallyHidden>, {counted(script.removed, "line")} removed</VisuallyHidden>
              </span>
            </span>
            <SegmentedControl
              aria-label="How lines are shown"
              value={manner}
              onChange={(value) => setChosen(value === "sides" ? "sides" : "unified")}
              data={[
                { value: "unified", label: "One below the other" },
                { value: "sides", label: "Side by side" },
              ]}
            />
          </div>
          <ScriptDifferenceTable difference={script} sideBySide={manner === "sides"} />
        </div>
      )}
    </div>
  );
}
