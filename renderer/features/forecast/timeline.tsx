import { useElementSize, useMergedRef } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useMemo, useRef, useState, type CSSProperties, type PointerEvent } from "react";
import type { Forecast, ForecastRow } from "../../bridge/views.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { navigate } from "../../navigation/location.ts";
import { ownZone } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { clockChangesOf } from "./clock-change-words.ts";
import { lineHeights, linesOf, stopsOf } from "./lines.ts";
import type { MeetingBook } from "./meetings.ts";
import { hrefOfLine, placeOfStop } from "./line-places.ts";
import { StopCard } from "./stop-card.tsx";
import { stopNear, type Stop } from "./stops.ts";
import { TimelineHead } from "./timeline-head.tsx";
import { TimelineLegend } from "./timeline-legend.tsx";
import { TimelineLine } from "./timeline-line.tsx";
import { TimelineRules } from "./timeline-rules.tsx";
import styles from "./timeline.module.css";
import type { TimeScale } from "./time-scale.ts";
import { useTimelineKeys, type TimelinePlace } from "./use-timeline-keys.ts";

/** How near the pointer has to come to a mark, pixels. */
const reach = 7;
const headHeight = 28 + lineHeights.load;

export interface TimelineProps {
  readonly forecast: Forecast;
  /** Those of its rows that are shown. */
  readonly rows: readonly ForecastRow[];
  readonly meetings: MeetingBook;
  readonly by: "event" | "server";
}

/** How wide the column of names is, in a timeline so wide; pixels. */
function namesWidth(width: number): number {
  return width < 760 ? 170 : width < 1_150 ? 220 : 340;
}

/** What starts when: a line for each event or server, under the load of all and what bends time. */
export function Timeline({ forecast, rows, meetings, by }: TimelineProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { ref: sized, width } = useElementSize<HTMLDivElement>();
  const body = useMergedRef(sized);
  const names = namesWidth(width);
  const style = useTimeStyle(ownZone());
  const scale: TimeScale = useMemo(
    () => ({ fromMs: forecast.fromMs, untilMs: forecast.untilMs, width: Math.max(0, width - names) }),
    [forecast.fromMs, forecast.untilMs, width, names],
  );
  const changes = useMemo(() => clockChangesOf(forecast.clockChanges, style), [forecast.clockChanges, style]);
  const lines = useMemo(() => linesOf(forecast, changes, rows), [forecast, changes, rows]);
  const stopsAt = useMemo(() => {
    const known = new Map<number, readonly Stop[]>();
    return (index: number): readonly Stop[] => {
      const line = lines[index];
      const found = known.get(index) ?? (line === undefined ? [] : stopsOf(line, forecast, scale.width));
      known.set(index, found);
      return found;
    };
  }, [lines, forecast, scale.width]);
  const virtual = useVirtualizer({
    count: lines.length - 1,
    getScrollElement: () => frame.current,
    estimateSize: (index) => lineHeights[lines[index + 1]?.kind ?? "row"],
    overscan: 8,
    scrollPaddingStart: headHeight,
    scrollMargin: headHeight,
  });
  const focusLine = useCallback(
    (index: number) => {
      if (index > 0) virtual.scrollToIndex(index - 1);
      // The line may only be drawn with the next frame.
      requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-line="${String(index)}"]`)?.focus());
    },
    [virtual],
  );
  const open = (index: number): void => {
    const href = hrefOfLine(lines[index], stopsAt(index)[keys.place.stop ?? -1]);
    if (href !== undefined) navigate(href);
  };
  const keys = useTimelineKeys({ lines: lines.length, stopsOf: stopsAt, focusLine, open });
  useShortcut({ keys: "j", label: "Next line", group: "Lists" }, () => keys.goLine(keys.place.line));
  useShortcut({ keys: "k", label: "Line before", group: "Lists" }, () => keys.goLine(keys.place.line));
  const [pointed, setPointed] = useState<TimelinePlace>();
  const point = (move: PointerEvent): void => {
    const element = move.target instanceof Element ? move.target.closest<HTMLElement>("[data-line]") : null;
    const index = Number(element?.dataset["line"] ?? -1);
    const x = element === null ? -1 : move.clientX - element.getBoundingClientRect().left - names;
    const stop = x < 0 ? undefined : stopNear(stopsAt(index), x, (each) => placeOfStop(each, scale), reach);
    const next = stop === undefined ? undefined : { line: index, stop };
    if (next?.line !== pointed?.line || next?.stop !== pointed?.stop) setPointed(next);
  };
  const told = pointed ?? keys.place;
  const toldLine = lines[told.line];
  const toldStop = told.stop === undefined ? undefined : stopsAt(told.line)[told.stop];
  const first = lines[0];
  const share = { scale, forecast, meetings, onFocusLine: keys.onFocusLine };
  const markOf = (index: number): Stop | undefined => (told.line === index ? toldStop : undefined);
  return (
    <div className={styles.panel}>
      <div
        ref={frame}
        className={styles.frame}
        role="grid"
        aria-label={by === "event" ? "Timeline by event" : "Timeline by server"}
        aria-rowcount={lines.length}
        style={{ "--names": `${String(names)}px` } as CSSProperties}
        onKeyDown={(press) => {
          setPointed(undefined);
          keys.onKeyDown(press);
        }}
        onPointerMove={point}
        onPointerLeave={() => setPointed(undefined)}
        onScroll={() => setPointed(undefined)}
        onBlur={(leave) => {
          if (!leave.currentTarget.contains(leave.relatedTarget)) keys.leaveStop();
        }}
      >
        <div ref={body} className={styles.sizer} style={{ minHeight: virtual.getTotalSize() + headHeight }}>
          <TimelineHead scale={scale}>
            {first !== undefined && (
              <TimelineLine line={first} index={0} active={keys.place.line === 0} marked={markOf(0)} {...share} />
            )}
          </TimelineHead>
          <TimelineRules scale={scale} changes={changes} />
          {width > 0 &&
            virtual.getVirtualItems().map(({ index, start }) => {
              const line = lines[index + 1];
              if (line === undefined) return null;
              return (
                <TimelineLine
                  key={
                    line.kind === "row"
                      ? line.row.key
                      : line.kind === "calendar"
                        ? `calendar ${String(line.id)}`
                        : line.kind
                  }
                  line={line}
                  index={index + 1}
                  top={start}
                  active={keys.place.line === index + 1}
                  marked={markOf(index + 1)}
                  {...share}
                />
              );
            })}
        </div>
      </div>
      <TimelineLegend forecast={forecast} />
      <StopCard
        frame={frame}
        place={told}
        names={names}
        line={toldLine}
        stop={toldStop}
        scale={scale}
        meetings={meetings}
        byKeyboard={pointed === undefined}
      />
    </div>
  );
}
