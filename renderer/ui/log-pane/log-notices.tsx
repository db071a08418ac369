import type { ReactNode } from "react";
import { bytesText } from "../../../shared/bytes-text.ts";
import { toProblem } from "../../bridge/problem.ts";
import styles from "./log-pane.module.css";
import type { ScrollerState } from "./scroller-state.ts";

/** A word above or below a log. */
function Notice({ words, children }: { readonly words: string; readonly children?: ReactNode }) {
  return (
    <div className={styles.notice} role="status">
      <span>{words}</span>
      {children}
    </div>
  );
}

/** What can be done about what a notice says. */
function NoticeButton({ text, onPress }: { readonly text: string; readonly onPress: () => void }) {
  return (
    <button type="button" className={styles.noticeButton} onClick={onPress}>
      {text}
    </button>
  );
}

/** What the log does not hold because it came to its limit. */
export function DroppedNotice({ bytes }: { readonly bytes: number }) {
  return bytes === 0 ? null : (
    <Notice
      words={`${bytesText(bytes)} of what the script wrote are left out: the log came to its limit. Its beginning and its end are kept.`}
    />
  );
}

export interface StateNoticeProps {
  readonly state: ScrollerState;
  readonly streams: string;
  readonly lost: boolean;
  readonly onAgain: () => void;
}

/** Why nothing more comes. */
export function StateNotice({ state, streams, lost, onAgain }: StateNoticeProps) {
  if (lost) return <Notice words="The connection is lost. This is what had arrived; it goes on from here by itself." />;
  if (state.state === "interrupted") {
    const { message, remedy } = toProblem(state.error);
    return (
      <Notice words={`The log could not be read on: ${message}${remedy === undefined ? "" : ` ${remedy}`}`}>
        <NoticeButton text="Try again" onPress={onAgain} />
      </Notice>
    );
  }
  if (state.state !== "looking") return null;
  return (
    <Notice words={`More than 30 MB of the log next to this hold little on ${streams}.`}>
      <NoticeButton text="Look on" onPress={onAgain} />
    </Notice>
  );
}
