import type { ReactNode } from "react";
import { toProblem } from "../../bridge/problem.ts";
import { bytesText } from "../../../shared/bytes-text.ts";
import { keptLines } from "./kept-lines.ts";
import styles from "./log-pane.module.css";
import type { LogView } from "./use-log-view.ts";

function Notice({ words, children }: { readonly words: string; readonly children?: ReactNode }) {
  return (
    <div className={styles.notice} role="status">
      <span>{words}</span>
      {children}
    </div>
  );
}

function NoticeButton({ text, onPress }: { readonly text: string; readonly onPress: () => void }) {
  return (
    <button type="button" className={styles.noticeButton} onClick={onPress}>
      {text}
    </button>
  );
}

/** What is missing above what is shown, and how to have it. */
export function BeforeNotice({ view, onSave }: { readonly view: LogView; readonly onSave: () => void }) {
  const { from } = view.progress;
  if (from === 0 && !view.full) return null;
  const words =
    from > 0
      ? `${bytesText(from)} before this are not shown.`
      : `Only the last ${keptLines.toLocaleString("en-GB")} lines read are kept here.`;
  return (
    <Notice words={words}>
      <NoticeButton text="Load from the start" onPress={view.fromStart} />
      <NoticeButton text="Download all" onPress={onSave} />
    </Notice>
  );
}

/** What is missing below, or why nothing more comes. */
export function AfterNotice({ view, lost }: { readonly view: LogView; readonly lost: boolean }) {
  const { state, error, size, next } = view.progress;
  if (lost) return <Notice words="The connection is lost. This is what had arrived; it goes on from here by itself." />;
  if (state === "interrupted") {
    const { message, remedy } = toProblem(error);
    return (
      <Notice words={`The log could not be read on: ${message}${remedy === undefined ? "" : ` ${remedy}`}`}>
        <NoticeButton text="Try again" onPress={view.again} />
      </Notice>
    );
  }
  if (state !== "held") return null;
  return (
    <Notice words={`${bytesText(size - next)} more below.`}>
      <NoticeButton text="Load more" onPress={view.more} />
      <NoticeButton text="Go to the end" onPress={() => view.setFollowing(true)} />
    </Notice>
  );
}
