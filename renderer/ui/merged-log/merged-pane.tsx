import { useCallback, useMemo, useRef, useState } from "react";
import { useApiClient, useConnection } from "../../bridge/api.tsx";
import pane from "../dark-pane/dark-pane.module.css";
import { copyShown } from "../log-pane/copy-shown.ts";
import { DownloadMenu } from "../log-pane/download-menu.tsx";
import { FindBar } from "../log-pane/find-bar.tsx";
import { EndsButtons, LineButtons, TextButtons } from "../log-pane/log-buttons.tsx";
import { firstChoices } from "../log-pane/log-choices.ts";
import type { LogLine } from "../log-pane/log-line.ts";
import { StateNotice } from "../log-pane/log-notices.tsx";
import styles from "../log-pane/log-pane.module.css";
import { LogView } from "../log-pane/log-view.tsx";
import { patternFor } from "../log-pane/row-segments.ts";
import { useLogKeys } from "../log-pane/use-log-keys.ts";
import { useLogSearch } from "../log-pane/use-log-search.ts";
import { counted } from "../plural.ts";
import { searchedLog } from "./executions.ts";
import { LogFilter, leadsOf, type LogName } from "./log-names.tsx";
import { mergedDownload } from "./save-merged.ts";
import { searchMerged } from "./search-merged.ts";
import { useMergedLog } from "./use-merged-log.ts";

/** So many are shown together unless others are chosen: each is read for itself. */
const mostAtFirst = 20;
const nowhere: readonly number[] = [];

export interface MergedPaneProps {
  readonly label: string;
  readonly logs: readonly LogName[];
  /** What a saved log is called. */
  readonly fileName: string;
}

/** The logs of several executions in one, live, by the time each line arrived. */
export function MergedPane({ label, logs, fileName }: MergedPaneProps) {
  const client = useApiClient();
  const connection = useConnection();
  const [chosen, setChosen] = useState<readonly string[]>();
  const [choices, setChoices] = useState(firstChoices);
  const [asked, setAsked] = useState(0);
  const [outcome, setOutcome] = useState("");
  const view = useRef<HTMLDivElement>(null);
  // Filled anew with each look at the job; what is the same in it must not be read again.
  const named = JSON.stringify(logs);
  const { leads, columns } = useMemo(() => leadsOf(JSON.parse(named) as readonly LogName[]), [named]);
  const shown = logs.filter(({ id }, index) => (chosen === undefined ? index < mostAtFirst : chosen.includes(id)));
  const ids = shown.map(({ id }) => id).join(" ");
  const [scroller, state] = useMergedLog(ids);
  const source = useMemo(() => {
    const near = (id: string) => (atMs: number) => scroller.instantIn(id, atMs);
    const each = ids.split(" ").filter((id) => id !== "");
    const searched = each.map((id) => [id, searchedLog(client, id, near(id))] as const);
    return searchMerged(new Map(searched), () => scroller.state().complete);
  }, [client, ids, scroller]);
  const search = useLogSearch({
    source,
    open: asked > 0,
    from: () => {
      const line = scroller.state().rows[0]?.line;
      return line && { log: scroller.logOf(line), at: line.start - 1, atMs: line.atMs };
    },
    show: ({ log, at }) => scroller.toPlace(log, at),
  });
  const { at, expression, matchesAt } = search;
  const openSearch = useCallback(() => setAsked((before) => before + 1), []);
  const choose = (change: Partial<typeof choices>): void => setChoices((before) => ({ ...before, ...change }));
  useLogKeys({
    onFind: openSearch,
    isFinding: asked > 0,
    step: search.step,
    onFollow: () => scroller.setFollowing(!scroller.state().following),
    onWrap: () => choose({ wrap: !choices.wrap }),
  });

  const nameOf = (line: LogLine): string => logs.find(({ id }) => id === scroller.logOf(line))?.name ?? "";
  const downloads = useMemo(
    () => [
      mergedDownload(
        (JSON.parse(named) as readonly LogName[])
          .filter(({ id }) => ids.split(" ").includes(id))
          .map(({ id, name }) => ({
            name,
            page: (cursor, signal) =>
              client.logs.download.query({ executionId: id, format: "text", cursor }, { signal }),
          })),
      ),
    ],
    [client, named, ids],
  );
  const isEmpty = state.rows.length === 0 && state.state === "resting";

  return (
    <div className={pane.pane}>
      <div className={styles.toolbar} role="toolbar" aria-label="Merged log">
        <EndsButtons
          following={state.following}
          onFollow={scroller.setFollowing}
          ended={state.complete}
          onStart={scroller.toStart}
        />
        <LineButtons choices={choices} onChoose={choose} />
        <span className={styles.outcome} role="status">
          {outcome !== "" || shown.length === logs.length
            ? outcome
            : `${String(shown.length)} of ${counted(logs.length, "server")} shown`}
        </span>
        <TextButtons
          onFind={openSearch}
          onCopy={() => void copyShown(view.current, state.rows, (line) => `${nameOf(line)}  `).then(setOutcome)}
        />
        <DownloadMenu fileName={fileName} size={scroller.bytes()} kinds={downloads} />
      </div>
      <LogFilter
        logs={logs}
        shown={new Set(shown.map(({ id }) => id))}
        onChoose={(next) => {
          setOutcome("");
          setChosen(next);
        }}
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
      <div className={pane.body}>
        <LogView
          view={view}
          label={label}
          scroller={scroller}
          state={state}
          wrap={choices.wrap}
          timestamps={choices.timestamps}
          patternOf={(line) => {
            const log = scroller.logOf(line);
            const here = matchesAt?.flatMap((place) => (place.log === log ? [place.at] : []));
            return patternFor(line, expression, here);
          }}
          isCurrent={(line) =>
            asked > 0 && at !== undefined && at.log === scroller.logOf(line) && line.start <= at.at && at.at < line.end
          }
          places={nowhere}
          keyOf={(line) => `${scroller.logOf(line)}:${String(line.start)}`}
          leadOf={(line) => leads.get(scroller.logOf(line)) ?? ""}
          leadColumns={columns}
        />
        {isEmpty && (
          <p className={styles.empty}>
            {shown.length === 0 ? "No server is chosen." : state.complete ? "Nothing was written." : "No output yet."}
          </p>
        )}
      </div>
      <StateNotice state={state} streams="both" lost={connection.state === "lost"} onAgain={scroller.again} />
    </div>
  );
}
