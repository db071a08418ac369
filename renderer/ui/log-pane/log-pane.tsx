import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useApiClient, useConnection } from "../../bridge/api.tsx";
import { toProblem } from "../../bridge/problem.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import pane from "../dark-pane/dark-pane.module.css";
import { DownloadMenu } from "./download-menu.tsx";
import { FindBar } from "./find-bar.tsx";
import { findFirstError } from "./first-error.ts";
import { GoToPlace } from "./go-to-place.tsx";
import { LogAnnouncer } from "./log-announcer.tsx";
import { firstChoices, type LogChoices } from "./log-choices.ts";
import { copyShown } from "./copy-shown.ts";
import { DroppedNotice, StateNotice } from "./log-notices.tsx";
import styles from "./log-pane.module.css";
import { LogToolbar } from "./log-toolbar.tsx";
import { LogView } from "./log-view.tsx";
import { patternFor } from "./row-segments.ts";
import { searchOneLog } from "./search-one-log.ts";
import type { ScrollerState } from "./scroller-state.ts";
import { oneLogDownloads } from "./save-log.ts";
import { useLogKeys } from "./use-log-keys.ts";
import { useLogScroller } from "./use-log-scroller.ts";
import { useLogSearch } from "./use-log-search.ts";

export interface LogPaneProps {
  readonly executionId: string;
  /** What wrote it: "Log of Nightly backup on web-1". */
  readonly label: string;
  /** What a saved log is called. */
  readonly fileName: string;
  /** What the script wrote and the log did not take, bytes. */
  readonly droppedBytes?: number;
  /** What to say where it wrote nothing at all, once it has ended. */
  readonly whenEmpty: string;
  /** Opens at this byte of the file instead of at the end. */
  readonly at?: number | undefined;
}

function emptyWords(state: ScrollerState, streams: LogChoices["streams"], whenEmpty: string): string | undefined {
  if (state.rows.length > 0 || state.state === "interrupted" || state.state === "reading") return undefined;
  if (state.size === 0) return state.complete ? whenEmpty : "No output yet.";
  return streams === "both" ? "Nothing to show." : `Nothing on ${streams}${state.complete ? "." : " yet."}`;
}

/** An execution's output, live: all that the script wrote, however much, of which only what is looked at is held. */
export function LogPane({ executionId, label, fileName, droppedBytes = 0, whenEmpty, at }: LogPaneProps) {
  const client = useApiClient();
  const connection = useConnection();
  const [choices, setChoices] = useState(firstChoices);
  const [asked, setAsked] = useState(0);
  const [outcome, setOutcome] = useState("");
  const [marked, setMarked] = useState(at);
  const view = useRef<HTMLDivElement>(null);
  const [scroller, state] = useLogScroller(executionId);
  const { streams, timestamps, wrap, announced } = choices;
  const source = useMemo(() => searchOneLog(client, executionId, streams), [client, executionId, streams]);
  const search = useLogSearch({
    source,
    open: asked > 0,
    from: () => Math.max(0, scroller.state().begins - 1),
    show: (position) => scroller.toPosition(position, "third"),
  });
  const downloads = useMemo(() => oneLogDownloads(client, executionId), [client, executionId]);
  const empty = emptyWords(state, streams, whenEmpty);

  useEffect(() => scroller.setStreams(streams), [scroller, streams]);
  useEffect(() => {
    setMarked(at);
    if (at !== undefined) scroller.toPosition(at, "third");
  }, [scroller, at]);

  const openSearch = useCallback(() => setAsked((before) => before + 1), []);
  const choose = (change: Partial<LogChoices>): void => {
    setOutcome("");
    setChoices((before) => ({ ...before, ...change }));
  };
  const show = (position: number): void => {
    setMarked(position);
    scroller.toPosition(position, "third");
    view.current?.focus({ preventScroll: true });
  };
  useLogKeys({
    onFind: openSearch,
    isFinding: asked > 0,
    step: search.step,
    onFollow: () => scroller.setFollowing(!scroller.state().following),
    onWrap: () => choose({ wrap: !wrap }),
  });
  useShortcut({ keys: "e", label: "Go to the first error", group: "Log" }, goToError);

  function goToError(): void {
    setOutcome("Looking for the first error…");
    findFirstError(client, executionId)
      .then((position) => {
        setOutcome(position === undefined ? "No line here looks like an error." : "");
        if (position !== undefined) show(position);
      })
      .catch((error: unknown) => setOutcome(toProblem(error).message));
  }

  const currentAt = asked > 0 && search.at !== undefined ? search.at : marked;
  return (
    <div className={pane.pane}>
      <LogToolbar
        choices={choices}
        onChoose={choose}
        following={state.following}
        onFollow={scroller.setFollowing}
        ended={state.complete}
        onStart={scroller.toStart}
        onFind={openSearch}
        onError={goToError}
        onCopy={() => void copyShown(view.current, state.rows).then(setOutcome)}
        goTo={<GoToPlace executionId={executionId} size={state.size} onPlace={show} />}
        download={<DownloadMenu fileName={fileName} size={state.size} kinds={downloads} />}
        outcome={outcome}
      />
      {asked > 0 && (
        <FindBar
          search={search}
          asked={asked}
          onClose={() => {
            setAsked(0);
            view.current?.focus({ preventScroll: true });
          }}
        />
      )}
      <DroppedNotice bytes={droppedBytes} />
      <div className={pane.body}>
        <LogView
          view={view}
          label={label}
          scroller={scroller}
          state={state}
          wrap={wrap}
          timestamps={timestamps}
          patternOf={(line) => patternFor(line, search.expression, search.matchesAt)}
          isCurrent={(line) => currentAt !== undefined && line.start <= currentAt && currentAt < line.end}
          places={asked > 0 ? (search.progress?.places ?? []) : []}
        />
        {empty !== undefined && <p className={styles.empty}>{empty}</p>}
        {announced && <LogAnnouncer scroller={scroller} />}
      </div>
      <StateNotice state={state} streams={streams} lost={connection.state === "lost"} onAgain={scroller.again} />
    </div>
  );
}
