import { useId, type ReactNode } from "react";
import styles from "./settings.module.css";

export interface SettingRowProps {
  readonly name: string;
  readonly hint: string;
  /** The control; is given the ids of what names and explains it. */
  readonly children: (ids: { readonly label: string; readonly hint: string }) => ReactNode;
}

/** One setting: its name, what it does, and the control that changes it. */
export function SettingRow({ name, hint, children }: SettingRowProps) {
  const label = useId();
  const hintId = useId();
  return (
    <div className={styles.row}>
      <div>
        <p id={label} className={styles.name}>
          {name}
        </p>
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      </div>
      {children({ label, hint: hintId })}
    </div>
  );
}
