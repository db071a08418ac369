import type { ReactNode } from "react";
import type { Problem } from "../bridge/problem.ts";
import { TroublePanel } from "./error-panel.tsx";
import styles from "./form-bar.module.css";
import { counted } from "./plural.ts";
import { classes, toneClass } from "./tone-class.ts";

/** What is wrong with a field; without a field, with the whole. */
export interface FieldComplaint {
  readonly field: { readonly path: string; readonly label: string } | undefined;
  readonly message: string;
}

export interface FormBarProps {
  /** "The event could not be saved" */
  readonly troubleTitle: string;
  /** Why saving failed, when it was no field's fault. */
  readonly trouble: Problem | undefined;
  readonly complaints: readonly FieldComplaint[];
  readonly onField: (path: string) => void;
  /** "Unsaved changes" */
  readonly hint: string;
  /** The buttons, saving last. */
  readonly children: ReactNode;
}

/** Stays in view below a form: what stands in the way of saving, and saving. */
export function FormBar({ troubleTitle, trouble, complaints, onField, hint, children }: FormBarProps) {
  return (
    <div className={styles.bar}>
      {trouble !== undefined && (
        <TroublePanel title={troubleTitle} message={trouble.message} remedy={trouble.remedy} raw={trouble.raw} />
      )}
      {complaints.length > 0 && (
        <div className={classes(styles.complaints, toneClass("failed"))} role="alert">
          <p>{counted(complaints.length, "field needs", "fields need")} your attention</p>
          <ul>
            {complaints.map(({ field, message }) => (
              <li key={field?.path ?? message}>
                {field === undefined ? (
                  message
                ) : (
                  <>
                    <button type="button" className={styles.link} onClick={() => onField(field.path)}>
                      {field.label}
                    </button>{" "}
                    {message}
                  </>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={styles.buttons}>
        <span className={styles.hint} role="status">
          {hint}
        </span>
        {children}
      </div>
    </div>
  );
}
