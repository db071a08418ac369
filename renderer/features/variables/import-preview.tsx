import { IconCircleDashed, IconEqual, IconPencil, IconPlus, type Icon } from "@tabler/icons-react";
import type { VariableImportLine } from "../../bridge/views.ts";
import styles from "./variables.module.css";

/** So many are listed; the rest is counted. */
const listed = 100;

const looks: Readonly<Record<VariableImportLine["change"], { readonly word: string; readonly icon: Icon }>> = {
  create: { word: "New", icon: IconPlus },
  update: { word: "Changes", icon: IconPencil },
  unchanged: { word: "The same", icon: IconEqual },
  kept: { word: "Kept: a secret without a value", icon: IconCircleDashed },
};

/** What an import would do, variable by variable. */
export function ImportPreview({ lines }: { readonly lines: readonly VariableImportLine[] }) {
  if (lines.length === 0) {
    return (
      <p className={styles.quiet} role="status">
        There is no variable in it.
      </p>
    );
  }
  return (
    <div className={styles.importPreview} role="status">
      <ul aria-label="What would change" tabIndex={0}>
        {lines.slice(0, listed).map((line) => (
          <ImportLine key={line.key} line={line} />
        ))}
      </ul>
      {lines.length > listed && (
        <p className={styles.quiet}>and {(lines.length - listed).toLocaleString("en-GB")} more</p>
      )}
    </div>
  );
}

function ImportLine({ line: { key, change, from, to } }: { readonly line: VariableImportLine }) {
  const { word, icon: Mark } = looks[change];
  return (
    <li>
      <code className={styles.key}>{key}</code>
      <span className={styles.importChange}>
        <Mark size={14} aria-hidden />
        {word}
      </span>
      <span className={styles.preview}>
        {change === "update" && from !== undefined && (
          <>
            <del>{from}</del> →{" "}
          </>
        )}
        {(change === "update" || change === "create") && (to === undefined ? "hidden" : <code>{to}</code>)}
      </span>
    </li>
  );
}
