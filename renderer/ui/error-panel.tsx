import { Button } from "@mantine/core";
import { IconAlertCircle, IconAlertTriangle } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { toProblem } from "../bridge/problem.ts";
import { CodeBlock } from "./code-text.tsx";
import styles from "./error-panel.module.css";
import { InlineCode } from "./inline-code.tsx";
import { classes, toneClass } from "./tone-class.ts";

export interface TroublePanelProps {
  /** What did not work, in the reader's words: "The server could not be saved". */
  readonly title: string;
  readonly message?: string | undefined;
  /** What to do about it. */
  readonly remedy?: string | undefined;
  /** What the remedy asks to be put somewhere, letter by letter. */
  readonly line?: string | undefined;
  /** Raw text, one click away. */
  readonly raw?: string | undefined;
  /** Buttons that do what the remedy says. */
  readonly actions?: ReactNode;
  readonly tone?: "failed" | "partial" | "attention" | "cancelled";
}

/** Says what happened, what to do, and gives the button that does it. */
export function TroublePanel({ title, message, remedy, line, raw, actions, tone = "failed" }: TroublePanelProps) {
  const [open, setOpen] = useState(false);
  const Mark = tone === "failed" ? IconAlertCircle : IconAlertTriangle;
  return (
    <div className={classes(styles.panel, toneClass(tone))} role="alert">
      <Mark size={18} aria-hidden />
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        {message !== undefined && message !== "" && (
          <p className={styles.message}>
            <InlineCode text={message} />
          </p>
        )}
        {remedy !== undefined && (
          <p className={styles.remedy}>
            <InlineCode text={remedy} />
          </p>
        )}
      </div>
      <div className={styles.actions}>{actions}</div>
      {line !== undefined && (
        <div className={styles.line}>
          <CodeBlock text={line} copy="line" />
        </div>
      )}
      {raw !== undefined && (
        <div className={styles.raw}>
          <button type="button" className={styles.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Hide details" : "Details"}
          </button>
          {open && (
            <div className={styles.rawText}>
              <CodeBlock text={raw} copy="details" />
            </div>
          )}
        </div>
      )}
    </div>
  );
}

export interface ErrorPanelProps {
  readonly title: string;
  /** Whatever a call threw. */
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** Further buttons that do what the remedy says. */
  readonly actions?: ReactNode;
}

/** A failed call, in words. */
export function ErrorPanel({ title, error, onRetry, actions }: ErrorPanelProps) {
  const problem = toProblem(error);
  return (
    <TroublePanel
      title={title}
      message={problem.message}
      remedy={problem.remedy}
      raw={problem.raw}
      actions={
        <>
          {onRetry !== undefined && (
            <Button variant="default" onClick={onRetry}>
              Try again
            </Button>
          )}
          {actions}
        </>
      }
    />
  );
}
