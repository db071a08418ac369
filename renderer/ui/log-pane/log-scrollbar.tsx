import { useRef, type PointerEvent } from "react";
import type { ScrollerState } from "./scroller-state.ts";
import styles from "./log-rows.module.css";

/** The thumb is never smaller than this, pixels. */
const smallestThumb = 24;

export interface LogScrollbarProps {
  readonly id: string;
  readonly state: ScrollerState;
  /** Pixels. */
  readonly height: number;
  /** Where something was found, in the file. */
  readonly ticks: readonly number[];
  readonly onPosition: (position: number) => void;
  readonly onEnd: () => void;
  readonly onPage: (pages: number) => void;
}

/** A scrollbar that stands for the whole log, by bytes: also for what is not held. */
export function LogScrollbar({ id, state, height, ticks, onPosition, onEnd, onPage }: LogScrollbarProps) {
  const bar = useRef<HTMLDivElement>(null);
  const grabbed = useRef<number>(undefined);
  const { size, begins, ends, atStart, atEnd } = state;
  if (size === 0 || height === 0 || (atStart && atEnd)) return null;
  const thumb = Math.min(height, Math.max(smallestThumb, (height * (ends - begins)) / size));
  const room = height - thumb;
  const share = atEnd ? 1 : atStart ? 0 : Math.min(1, begins / Math.max(1, size - (ends - begins)));
  const top = room * share;

  function pointTo(press: PointerEvent): void {
    if (bar.current === null || grabbed.current === undefined || room <= 0) return;
    const wanted = (press.clientY - bar.current.getBoundingClientRect().top - grabbed.current) / room;
    if (wanted >= 1) onEnd();
    else onPosition(Math.max(0, wanted) * Math.max(0, size - (ends - begins)));
  }

  return (
    <div
      ref={bar}
      className={styles.bar}
      role="scrollbar"
      aria-controls={id}
      aria-orientation="vertical"
      aria-label="Place in the log"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      onPointerDown={(press) => {
        if (press.button !== 0 || bar.current === null) return;
        press.preventDefault();
        const at = press.clientY - bar.current.getBoundingClientRect().top;
        if (at < top || at > top + thumb) {
          onPage(at < top ? -1 : 1);
          return;
        }
        grabbed.current = at - top;
        bar.current.setPointerCapture(press.pointerId);
      }}
      onPointerMove={pointTo}
      onPointerUp={() => (grabbed.current = undefined)}
      onPointerCancel={() => (grabbed.current = undefined)}
    >
      {ticks.map((at) => (
        <div key={at} className={styles.tick} style={{ top: (height * at) / size }} />
      ))}
      <div className={styles.thumb} style={{ top, height: thumb }} />
    </div>
  );
}
