import { useClipboard } from "@mantine/hooks";
import { useCallback, useEffect, useRef, useState } from "react";
import { useApiClient, useConnection } from "../../bridge/api.tsx";
import { toProblem } from "../../bridge/problem.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { counted } from "../plural.ts";
import { DownloadMenu } from "./download-menu.tsx";
import { FindBar } from "./find-bar.tsx";
import { findFirstError } from "./first-error.ts";
import { GoToPlace } from "./go-to-place.tsx";
import { LogAnnouncer } from "./log-announcer.tsx";
import { firstChoices, type LogChoices } from "./log-choices.ts";
import { DroppedNotice, StateNotice } from "./log-notices.tsx";
import styles from "./log-pane.module.css";
import { LogToolbar } from "./log-toolbar.tsx";
import { LogView } from "./log-view.tsx";
import { shownText } from "./shown-text.ts";
import type { ScrollerState } from "./scroller-state.ts";
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
  const clipboard = useClipboard();
  const [choices, setChoices] = useState(firstChoices);
  const [asked, setAsked] = useState(0);
  const [outcome, setOutcome] = useState("");
  const [marked, setMarked] = useState(at);
  const view = useRef<HTMLDivElement>(null);
  const [scroller, state] = useLogScroller(executionId);
  const { streams, timestamps, wrap, announced } = choices;
  const search = useLogSearch({
    executionId,
    open: asked > 0,
    streams,
    from: () => scroller.state().begins,
    show: (position) => scroller.toPosition(position, "third"),
  });
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
  useShortcut({ keys: "/", label: "Find in the log", group: "Log" }, openSearch);
  useShortcut({ keys: "mod+f", label: "Find in the log", group: "Log" }, openSearch);
  useShortcut({ keys: "n", label: "Next match", group: "Log", enabled: asked > 0 }, () => search.step("next"));
  useShortcut({ keys: "N", label: "Previous match", group: "Log", enabled: asked > 0 }, () => search.step("previous"));
  useShortcut({ keys: "f", label: "Follow the end, or stay", group: "Log" }, () =>
    scroller.setFollowing(!scroller.state().following),
  );
  useShortcut({ keys: "w", label: "Wrap long lines, or not", group: "Log" }, () => choose({ wrap: !wrap }));
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

  function copy(): void {
    const text = shownText(view.current, state.rows);
    clipboard.copy(text);
    setOutcome(`${counted(text.split("\n").length - (text.endsWith("\n") ? 1 : 0), "line")} copied.`);
  }

  return (
    <div className={styles.pane}>
      <LogToolbar
        choices={choices}
        onChoose={choose}
        following={state.following}
        onFollow={scroller.setFollowing}
        ended={state.complete}
        onStart={scroller.toStart}
        onFind={openSearch}
        onError={goToError}
        onCopy={copy}
        goTo={<GoToPlace executionId={executionId} size={state.size} onPlace={show} />}
        download={<DownloadMenu executionId={executionId} fileName={fileName} size={state.size} />}
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
      <div className={styles.body}>
        <LogView
          view={view}
          label={label}
          scroller={scroller}
          state={state}
          wrap={wrap}
          timestamps={timestamps}
          pattern={search.expression}
          matchesAt={search.matchesAt}
          at={asked > 0 && search.at !== undefined ? search.at : marked}
          places={asked > 0 ? (search.progress?.places ?? []) : []}
        />
        {empty !== undefined && <p className={styles.empty}>{empty}</p>}
        {announced && <LogAnnouncer scroller={scroller} />}
      </div>
      <StateNotice state={state} streams={streams} lost={connection.state === "lost"} onAgain={scroller.again} />
    </div>
  );
}
