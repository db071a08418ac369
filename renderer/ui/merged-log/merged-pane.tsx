import { IconArrowBarToDown, IconArrowBarToUp, IconArrowDown, IconClock } from "@tabler/icons-react";
import { useLayoutEffect, useRef, useState } from "react";
import { toProblem } from "../../bridge/problem.ts";
import { PaneButton } from "../log-pane/pane-button.tsx";
import pane from "../log-pane/log-pane.module.css";
import { counted } from "../plural.ts";
import { classes } from "../tone-class.ts";
import type { MergedLog, MergedState } from "./merged-log.ts";
import styles from "./merged-pane.module.css";
import { colourClass, MergedRow, type LogName } from "./merged-rows.tsx";
import { useMergedLog } from "./use-merged-log.ts";

/** So many are shown together unless others are chosen: each is read for itself. */
const mostAtFirst = 20;
/** Nearer to an end than this, what lies beyond is read, pixels. */
const nearPixels = 600;

export interface MergedPaneProps {
  readonly label: string;
  readonly logs: readonly LogName[];
}

/** The logs of several executions in one, live, by the time each line arrived. */
export function MergedPane({ label, logs }: MergedPaneProps) {
  const [chosen, setChosen] = useState<readonly string[]>();
  const [timestamps, setTimestamps] = useState(false);
  const shown = logs.filter(({ id }, index) => (chosen === undefined ? index < mostAtFirst : chosen.includes(id)));
  const [merged, state] = useMergedLog(shown.map(({ id }) => id).join(" "));

  const toggle = (id: string): void => {
    const ids = shown.map((log) => log.id);
    if (ids.length === logs.length) setChosen([id]);
    else setChosen(ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]);
  };

  return (
    <div className={pane.pane}>
      <div className={pane.toolbar} role="toolbar" aria-label="Merged log">
        <PaneButton label="Go to the start" icon={IconArrowBarToUp} onPress={() => merged?.toStart()} />
        <PaneButton
          label={state.complete ? "Go to the end" : "Follow the end"}
          icon={IconArrowBarToDown}
          text={state.complete ? "End" : "Follow"}
          {...(state.complete ? {} : { pressed: state.following })}
          onPress={() => (state.following && !state.complete ? merged?.stay() : merged?.follow())}
        />
        <PaneButton
          label="Show when each line arrived"
          icon={IconClock}
          pressed={timestamps}
          onPress={() => setTimestamps(!timestamps)}
        />
        <div className={classes(pane.group, styles.filter)} role="group" aria-label="Servers shown">
          <button
            type="button"
            className={pane.button}
            aria-pressed={shown.length === logs.length}
            onClick={() => setChosen(logs.map(({ id }) => id))}
          >
            All
          </button>
          {logs.map(({ id, name }, index) => (
            <button
              key={id}
              type="button"
              className={pane.button}
              aria-pressed={shown.length < logs.length && shown.some((log) => log.id === id)}
              onClick={() => toggle(id)}
            >
              <span className={classes(styles.dot, colourClass(index))} aria-hidden />
              {name}
            </button>
          ))}
        </div>
        <span className={pane.outcome} role="status">
          {shown.length < logs.length && `${String(shown.length)} of ${counted(logs.length, "server")} shown`}
        </span>
      </div>
      <div className={pane.body}>
        <Lines label={label} logs={logs} merged={merged} state={state} timestamps={timestamps} />
      </div>
      {state.error !== undefined && (
        <div className={pane.notice} role="alert">
          <span>{toProblem(state.error).message}</span>
          <button type="button" className={pane.noticeButton} onClick={() => merged?.again()}>
            Try again
          </button>
        </div>
      )}
    </div>
  );
}

interface LinesProps extends MergedPaneProps {
  readonly merged: MergedLog | undefined;
  readonly state: MergedState;
  readonly timestamps: boolean;
}

function Lines({ label, logs, merged, state, timestamps }: LinesProps) {
  const view = useRef<HTMLDivElement>(null);
  const { lines, following, atEnd, loaded, complete } = state;
  const places = new Map(logs.map(({ id, name }, colour) => [id, { name, colour }]));
  const width = Math.min(24, Math.max(4, ...logs.map(({ name }) => name.length)));

  useLayoutEffect(() => {
    const element = view.current;
    if (element !== null && following) element.scrollTop = element.scrollHeight;
  }, [lines, following, timestamps]);

  const onScroll = (): void => {
    const element = view.current;
    if (element === null || merged === undefined) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (following) {
      if (below > nearPixels) merged.stay();
      return;
    }
    // The browser keeps what is read in its place only while something is scrolled out above it.
    if (element.scrollTop === 0 && !state.atStart) element.scrollTop = 1;
    if (element.scrollTop < nearPixels && !state.atStart) merged.earlier();
    else if (below < nearPixels && !atEnd) merged.later();
    else if (below <= 1 && atEnd && !complete) merged.follow();
  };

  return (
    <>
      {/* New lines are not announced: busy logs would drown everything else. */}
      <div
        ref={view}
        className={styles.view}
        role="log"
        aria-label={label}
        aria-live="off"
        aria-busy={!loaded}
        tabIndex={0}
        onScroll={onScroll}
        onWheel={(wheel) => {
          if (wheel.deltaY < 0) merged?.stay();
        }}
        onKeyDown={(press) => {
          if (["ArrowUp", "PageUp", "Home"].includes(press.key)) merged?.stay();
          if (press.key === "Home") merged?.toStart();
          if (press.key === "End") merged?.follow();
        }}
        style={{ "--name-width": `${String(width)}ch` } as React.CSSProperties}
      >
        {lines.map(({ log, line }) => (
          <MergedRow
            key={`${log}:${String(line.start)}`}
            log={log}
            line={line}
            name={places.get(log)?.name ?? ""}
            colour={places.get(log)?.colour ?? 0}
            timestamps={timestamps}
          />
        ))}
      </div>
      {loaded && lines.length === 0 && (
        <p className={pane.empty}>{complete ? "Nothing was written." : "No output yet."}</p>
      )}
      {!following && !atEnd && (
        <button type="button" className={styles.below} onClick={() => merged?.follow()}>
          <IconArrowDown size={14} aria-hidden />
          More below
        </button>
      )}
    </>
  );
}
