import { VisuallyHidden } from "@mantine/core";
import type { ScriptDifference } from "../bridge/views.ts";
import styles from "./difference.module.css";
import { pairLines, type DifferenceLine } from "./paired-lines.ts";
import { counted } from "./plural.ts";
import { classes, toneClass } from "./tone-class.ts";

export interface ScriptDifferenceTableProps {
  readonly difference: ScriptDifference;
  readonly sideBySide: boolean;
  /** What the lines are of: "Script". */
  readonly label?: string;
}

type Shown = Exclude<DifferenceLine, { kind: "skipped" }>;

const signs = { added: "+", removed: "−", same: "" } as const;
const tones = { added: "completed", removed: "failed" } as const;

/** The lines of a script that differ: sign, colour, and a word for who sees neither. */
export function ScriptDifferenceTable({ difference, sideBySide, label = "Script" }: ScriptDifferenceTableProps) {
  const width = sideBySide ? 6 : 4;
  return (
    // Focusable, so that long lines can be scrolled by keyboard.
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={`${label}: differing lines`}>
      <table className={styles.lines} aria-label={`${label}, line by line`}>
        <thead>
          <tr>
            {(sideBySide ? sideTitles : unifiedTitles).map((title) => (
              <th key={title} scope="col">
                <VisuallyHidden>{title}</VisuallyHidden>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sideBySide
            ? pairLines(difference.lines).map((pair, index) =>
                pair.kind === "skipped" ? (
                  <Skipped key={index} count={pair.count} width={width} />
                ) : (
                  <tr key={index}>
                    <Side
                      line={pair.before}
                      number={pair.before && "from" in pair.before ? pair.before.from : undefined}
                    />
                    <Side line={pair.after} number={pair.after && "to" in pair.after ? pair.after.to : undefined} />
                  </tr>
                ),
              )
            : difference.lines.map((line, index) =>
                line.kind === "skipped" ? (
                  <Skipped key={index} count={line.count} width={width} />
                ) : (
                  <UnifiedLine key={index} line={line} />
                ),
              )}
          {difference.cut > 0 && (
            <tr>
              <td colSpan={width} className={styles.skipped}>
                {counted(difference.cut, "further line")} not shown
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

const unifiedTitles = ["Line before", "Line after", "Change", "Text"];
const sideTitles = ["Line before", "Change before", "Text before", "Line after", "Change after", "Text after"];

function toneOf(line: Shown): string | undefined {
  return line.kind === "same" ? undefined : classes(styles[line.kind], toneClass(tones[line.kind]));
}

function UnifiedLine({ line }: { readonly line: Shown }) {
  return (
    <tr className={toneOf(line)}>
      <td className={styles.number}>{"from" in line ? line.from : ""}</td>
      <td className={styles.number}>{"to" in line ? line.to : ""}</td>
      <Sign line={line} />
      <td className={styles.text}>{line.text}</td>
    </tr>
  );
}

function Side({ line, number }: { readonly line: Shown | undefined; readonly number: number | undefined }) {
  if (line === undefined) return <td colSpan={3} className={styles.nothing} />;
  const tone = toneOf(line);
  return (
    <>
      <td className={classes(styles.number, tone)}>{number}</td>
      <Sign line={line} tone={tone} />
      <td className={classes(styles.text, styles.half, tone)}>{line.text}</td>
    </>
  );
}

function Sign({ line, tone }: { readonly line: Shown; readonly tone?: string | undefined }) {
  return (
    <td className={classes(styles.sign, tone)}>
      <span aria-hidden>{signs[line.kind]}</span>
      {line.kind !== "same" && <VisuallyHidden>{line.kind}</VisuallyHidden>}
    </td>
  );
}

function Skipped({ count, width }: { readonly count: number; readonly width: number }) {
  return (
    <tr>
      <td colSpan={width} className={styles.skipped}>
        {counted(count, "equal line")}
      </td>
    </tr>
  );
}
