import { IconArrowDown } from "@tabler/icons-react";
import { useEffect, useId, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { bytesText } from "../../../shared/bytes-text.ts";
import { classes } from "../tone-class.ts";
import { copiedText } from "./copied-text.ts";
import { LogRowView } from "./log-row.tsx";
import styles from "./log-rows.module.css";
import { LogScrollbar } from "./log-scrollbar.tsx";
import { patternFor } from "./row-segments.ts";
import type { LogScroller, ScrollerState } from "./scroller-state.ts";
import { useViewKeys } from "./use-view-keys.ts";

/** Letters measured together, so that a fraction of a pixel counts. */
const measured = "0".repeat(100);
const rowHeight = 18;
/** What stands beside the text in a row, pixels; and the times, in columns. */
const besideText = 14;
const timeColumns = 13;
/** Lines, for devices that scroll by lines (WheelEvent.deltaMode). */
const wheelUnits = [1, rowHeight, 20 * rowHeight] as const;

export interface LogViewProps {
  readonly view: RefObject<HTMLDivElement | null>;
  readonly label: string;
  readonly scroller: LogScroller;
  readonly state: ScrollerState;
  readonly wrap: boolean;
  readonly timestamps: boolean;
  readonly pattern: RegExp | undefined;
  /** Where it is known to match, in the file, when it may not be tried elsewhere. */
  readonly matchesAt: readonly number[] | undefined;
  /** Where the match is that one is at, in the file, and where all known ones are. */
  readonly at: number | undefined;
  readonly places: readonly number[];
}

/** The rows of a log that fit on screen, and how one moves through the others. */
export function LogView(props: LogViewProps) {
  const { view, label, scroller, state, wrap, timestamps, pattern, matchesAt, at, places } = props;
  const id = useId();
  const ruler = useRef<HTMLSpanElement>(null);
  const [height, setHeight] = useState(0);
  const onKeyDown = useViewKeys(scroller);

  useLayoutEffect(() => {
    const [frame, measure] = [view.current, ruler.current];
    if (frame === null || measure === null) return;
    const lay = (): void => {
      const column = measure.getBoundingClientRect().width / measured.length;
      const room = (frame.clientWidth - besideText) / Math.max(1, column) - (timestamps ? timeColumns : 0);
      setHeight(frame.clientHeight);
      scroller.setLayout({
        rowHeight,
        height: frame.clientHeight,
        columns: wrap ? Math.max(10, Math.floor(room)) : undefined,
      });
    };
    const observer = new ResizeObserver(lay);
    // The typeface may come after the first look.
    observer.observe(frame);
    observer.observe(measure);
    lay();
    return () => observer.disconnect();
  }, [view, scroller, wrap, timestamps]);

  useEffect(() => {
    const frame = view.current;
    if (frame === null) return;
    const turn = (wheel: WheelEvent): void => {
      if (wheel.ctrlKey || wheel.deltaY === 0 || wheel.shiftKey) return;
      wheel.preventDefault();
      scroller.scrollPixels(wheel.deltaY * (wheelUnits[wheel.deltaMode] ?? 1));
    };
    // What is being selected must not move away under the pointer.
    const select = (): void => {
      const selection = document.getSelection();
      if (selection?.isCollapsed !== false || selection.anchorNode === null) return;
      if (frame.contains(selection.anchorNode) && scroller.state().following && !scroller.state().complete) {
        scroller.setFollowing(false);
      }
    };
    frame.addEventListener("wheel", turn, { passive: false });
    document.addEventListener("selectionchange", select);
    return () => {
      frame.removeEventListener("wheel", turn);
      document.removeEventListener("selectionchange", select);
    };
  }, [view, scroller]);

  return (
    <>
      {/* New lines are announced only on request: a busy log would drown everything else. */}
      <div
        ref={view}
        id={id}
        className={classes(styles.view, !wrap && styles.unbroken)}
        role="log"
        aria-label={label}
        aria-live="off"
        aria-busy={state.rows.length === 0 && state.state === "reading"}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onCopy={(event) => {
          const selection = document.getSelection();
          if (selection === null || selection.isCollapsed) return;
          event.clipboardData.setData("text/plain", copiedText(event.currentTarget, selection));
          event.preventDefault();
        }}
      >
        <span ref={ruler} className={styles.measure} aria-hidden>
          {measured}
        </span>
        <div style={state.shift === 0 ? undefined : { transform: `translateY(${String(-state.shift)}px)` }}>
          {state.rows.map((row) => (
            <LogRowView
              key={`${String(row.line.start)}:${String(row.row)}`}
              row={row}
              timestamps={timestamps}
              pattern={patternFor(row.line, pattern, matchesAt)}
              current={at !== undefined && row.line.start <= at && at < row.line.end}
            />
          ))}
        </div>
      </div>
      <LogScrollbar
        id={id}
        state={state}
        height={height}
        ticks={places.length > 500 ? [] : places}
        onPosition={(position) => scroller.toPosition(position, "top")}
        onEnd={scroller.toEnd}
        onPage={scroller.scrollPages}
      />
      {!state.following && state.newBytes > 0 && (
        <button type="button" className={styles.below} onClick={scroller.toEnd}>
          <IconArrowDown size={14} aria-hidden />
          {bytesText(state.newBytes)} new below
        </button>
      )}
    </>
  );
}
