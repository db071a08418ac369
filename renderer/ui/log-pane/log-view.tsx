import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type ReactNode,
  type RefObject,
} from "react";
import { bytesText } from "../../../shared/bytes-text.ts";
import { BelowButton } from "../dark-pane/below-button.tsx";
import { classes } from "../tone-class.ts";
import { copiedText } from "./copied-text.ts";
import { LogRowView } from "./log-row.tsx";
import styles from "./log-rows.module.css";
import { LogScrollbar } from "./log-scrollbar.tsx";
import type { LogLine } from "./log-line.ts";
import type { RowScroller, ScrollerState } from "./scroller-state.ts";
import { useViewKeys } from "./use-view-keys.ts";

/** Letters measured together, so that a fraction of a pixel counts. */
const measured = "0".repeat(100);
const rowHeight = 18;
/** What stands beside the text in a row, pixels; and the times, in columns. */
const besideText = 14;
const timeColumns = 13;
/** Lines, for devices that scroll by lines (WheelEvent.deltaMode). */
const wheelUnits = [1, rowHeight, 20 * rowHeight] as const;

/** Lines of one log are told apart by where they begin. */
const startOf = (line: LogLine): string => String(line.start);

export interface LogViewProps {
  readonly view: RefObject<HTMLDivElement | null>;
  readonly label: string;
  readonly scroller: RowScroller;
  readonly state: ScrollerState;
  readonly wrap: boolean;
  readonly timestamps: boolean;
  /** What to mark in a line. */
  readonly patternOf: (line: LogLine) => RegExp | undefined;
  /** Whether it is the line that one is at. */
  readonly isCurrent: (line: LogLine) => boolean;
  /** Where matches are known, as positions of the scrollbar. */
  readonly places: readonly number[];
  /** Tells lines apart where they are not all of one log. */
  readonly keyOf?: (line: LogLine) => string;
  /** What leads each line, and how wide that is, columns; the same line must have the same lead. */
  readonly leadOf?: (line: LogLine) => ReactNode;
  readonly leadColumns?: number;
}

/** The rows of a log that fit on screen, and how one moves through the others. */
export function LogView(props: LogViewProps) {
  const { view, label, scroller, state, wrap, timestamps, patternOf, isCurrent, places } = props;
  const { keyOf = startOf, leadOf, leadColumns = 0 } = props;
  const id = useId();
  const ruler = useRef<HTMLSpanElement>(null);
  const [height, setHeight] = useState(0);
  const onKeyDown = useViewKeys(scroller);

  useLayoutEffect(() => {
    const [frame, measure] = [view.current, ruler.current];
    if (frame === null || measure === null) return;
    const lay = (): void => {
      const column = measure.getBoundingClientRect().width / measured.length;
      const room =
        (frame.clientWidth - besideText) / Math.max(1, column) - (timestamps ? timeColumns : 0) - leadColumns;
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
  }, [view, scroller, wrap, timestamps, leadColumns]);

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
        style={{ "--lead-width": `${String(leadColumns)}ch` } as CSSProperties}
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
              key={`${keyOf(row.line)}:${String(row.row)}`}
              row={row}
              timestamps={timestamps}
              pattern={patternOf(row.line)}
              current={isCurrent(row.line)}
              lead={leadOf?.(row.line)}
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
        <BelowButton text={`${bytesText(state.newBytes)} new below`} onPress={scroller.toEnd} />
      )}
    </>
  );
}
