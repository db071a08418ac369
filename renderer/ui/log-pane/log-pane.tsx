import { useClipboard } from "@mantine/hooks";
import { useCallback, useState } from "react";
import { useConnection } from "../../bridge/api.tsx";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { counted } from "../plural.ts";
import { classes } from "../tone-class.ts";
import { FindBar } from "./find-bar.tsx";
import { AfterNotice, BeforeNotice } from "./log-notices.tsx";
import styles from "./log-pane.module.css";
import { LogToolbar } from "./log-toolbar.tsx";
import { useLogView, type LogChoices, type LogView } from "./use-log-view.ts";
import { useSaveLog } from "./use-save-log.ts";

export interface LogPaneProps {
  readonly executionId: string;
  /** What wrote it: "Log of Nightly backup on web-1". */
  readonly label: string;
  /** What a saved log is called. */
  readonly fileName: string;
}

const firstChoices: LogChoices = { streams: "both", timestamps: false, wrap: true, announced: false };

function emptyWords(view: LogView, streams: LogChoices["streams"]): string | undefined {
  if (view.hasContent || view.progress.state === "interrupted") return undefined;
  const { size, state } = view.progress;
  if (state === "reading") return undefined;
  if (size === 0) return state === "ended" ? "The script wrote nothing." : "No output yet.";
  return streams === "both" ? "Nothing to show." : `Nothing on ${streams}${state === "ended" ? "." : " yet."}`;
}

/** An execution's output, live: exactly the bytes the script wrote, in a terminal that only shows. */
export function LogPane({ executionId, label, fileName }: LogPaneProps) {
  const [choices, setChoices] = useState(firstChoices);
  const [search, setSearch] = useState<{ readonly text: string; readonly asked: number }>();
  const [outcome, setOutcome] = useState("");
  const view = useLogView(executionId, label, choices);
  const saving = useSaveLog(view.read, fileName);
  const connection = useConnection();
  const clipboard = useClipboard();
  const { terminal } = view;
  const empty = emptyWords(view, choices.streams);

  const openSearch = useCallback(
    () => setSearch((before) => ({ text: before?.text ?? "", asked: (before?.asked ?? 0) + 1 })),
    [],
  );
  useShortcut({ keys: "mod+f", label: "Find in the log", group: "Log" }, openSearch);
  useShortcut({ keys: "f", label: "Follow the end, or stay", group: "Log" }, () => view.setFollowing(!view.following));
  useShortcut({ keys: "e", label: "Go to the first error", group: "Log" }, () => goToError());

  function goToError(): void {
    const there = terminal?.goToError() === true;
    setOutcome(there ? "" : "No line here looks like an error.");
  }

  function copy(): void {
    if (terminal === undefined) return;
    const selection = terminal.selection();
    const text = selection === "" ? terminal.content() : selection;
    clipboard.copy(text);
    setOutcome(`${counted(text.split("\n").length - (text.endsWith("\n") ? 1 : 0), "line")} copied.`);
  }

  function look(text: string): void {
    setSearch((before) => ({ text, asked: before?.asked ?? 0 }));
    if (text === "") terminal?.endFind();
    else terminal?.find(text, "next", true);
  }

  return (
    <div className={styles.pane}>
      <LogToolbar
        choices={choices}
        onChoose={(change) => {
          setOutcome("");
          setChoices((before) => ({ ...before, ...change }));
        }}
        following={view.following && view.progress.state !== "held"}
        onFollow={view.setFollowing}
        ended={view.progress.complete}
        onFind={openSearch}
        onError={goToError}
        onCopy={copy}
        onSave={saving.start}
        saving={saving.share}
        onGiveUp={saving.giveUp}
        outcome={outcome}
      />
      {search !== undefined && (
        <FindBar
          text={search.text}
          asked={search.asked}
          found={view.found}
          onText={look}
          onStep={(direction) => terminal?.find(search.text, direction, false)}
          onClose={() => {
            setSearch(undefined);
            terminal?.endFind();
            terminal?.focus();
          }}
        />
      )}
      <BeforeNotice view={view} onSave={saving.start} />
      <div className={styles.body}>
        {/* New lines are announced only on request: a busy log would drown everything else. */}
        <div
          ref={view.frame}
          className={classes(styles.frame, !choices.wrap && styles.unbroken)}
          role="log"
          aria-label={label}
          aria-live="off"
          aria-busy={view.progress.state === "reading"}
        >
          <div ref={view.host} className={styles.host} />
        </div>
        {empty !== undefined && <p className={styles.empty}>{empty}</p>}
      </div>
      <AfterNotice view={view} lost={connection.state === "lost"} />
    </div>
  );
}
