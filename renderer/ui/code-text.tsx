import styles from "./code-text.module.css";
import { CopyButton } from "./copy-button.tsx";

export interface CodeTextProps {
  readonly text: string;
  /** With a name ("job id") it can be copied. */
  readonly copy?: string;
}

/** An id, a path, a cron text: monospaced, copyable. */
export function CodeText({ text, copy }: CodeTextProps) {
  return (
    <span className={styles.code}>
      <code title={text}>{text}</code>
      {copy !== undefined && <CopyButton text={text} what={copy} />}
    </span>
  );
}

/** Several lines of code or raw text, copyable. */
export function CodeBlock({ text, copy }: { readonly text: string; readonly copy: string }) {
  return (
    <div className={styles.block}>
      {/* Focusable, so that a long text can be scrolled by keyboard. */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} what={copy} />
    </div>
  );
}
