import { Portal, VisuallyHidden } from "@mantine/core";
import { useLayoutEffect, useRef, type RefObject } from "react";
import { useNow } from "../../time/clock.ts";
import { ownZone } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { placeOfStop } from "./line-places.ts";
import type { Line } from "./lines.ts";
import type { MeetingBook } from "./meetings.ts";
import { spoken, stopWords, type StopWords } from "./stop-words.ts";
import type { Stop } from "./stops.ts";
import type { TimeScale } from "./time-scale.ts";
import styles from "./stop-card.module.css";
import type { TimelinePlace } from "./use-timeline-keys.ts";

export interface StopCardProps {
  readonly frame: RefObject<HTMLElement | null>;
  readonly place: TimelinePlace;
  /** Width of the column of names, pixels. */
  readonly names: number;
  readonly line: Line | undefined;
  readonly stop: Stop | undefined;
  readonly scale: TimeScale;
  readonly meetings: MeetingBook;
  /** The keyboard, not the pointer, is at it: it is read aloud. */
  readonly byKeyboard: boolean;
}

/** Between the card and its mark, and between the card and the edges of the window, pixels. */
const gap = 6;

/** Everything about the mark one is at, beside it and for those who listen. */
export function StopCard({ line, stop, meetings, byKeyboard, ...place }: StopCardProps) {
  const style = useTimeStyle(ownZone());
  const nowMs = useNow();
  const reader = { clock: style.clock, zone: ownZone(), nowMs };
  const words = stop === undefined || line === undefined ? undefined : stopWords(stop, line, meetings, reader);
  return (
    <>
      <VisuallyHidden role="status">{byKeyboard && words !== undefined ? spoken(words) : ""}</VisuallyHidden>
      {words !== undefined && stop !== undefined && (
        <Portal>
          <Card words={words} stop={stop} {...place} />
        </Portal>
      )}
    </>
  );
}

interface CardProps extends Pick<StopCardProps, "frame" | "place" | "names" | "scale"> {
  readonly words: StopWords;
  readonly stop: Stop;
}

function Card({ words, stop, frame, place, names, scale }: CardProps) {
  const card = useRef<HTMLDivElement>(null);
  // After every drawing: its words, and with them its size, follow the clock.
  useLayoutEffect(() => {
    const element = card.current;
    const anchor = frame.current?.querySelector(`[data-line="${String(place.line)}"]`)?.getBoundingClientRect();
    if (element === null || anchor === undefined) return;
    const [from, until] = placeOfStop(stop, scale);
    const { width, height } = element.getBoundingClientRect();
    const middle = anchor.left + names + (from + until) / 2;
    const left = Math.min(window.innerWidth - width - gap, Math.max(gap, middle - width / 2));
    const below = anchor.bottom + gap;
    const top = below + height + gap > window.innerHeight ? anchor.top - height - gap : below;
    element.style.transform = `translate(${String(Math.round(left))}px, ${String(Math.round(top))}px)`;
  });
  return (
    <div ref={card} className={styles.card} aria-hidden>
      <b>{words.title}</b>
      {words.times.map((time) => (
        <span key={time}>{time}</span>
      ))}
      {words.facts.map((fact) => (
        <span key={fact} className={styles.fact}>
          {fact}
        </span>
      ))}
      {words.trouble !== undefined && (
        <span className={classes(styles.trouble, toneClass("timeout"))}>{words.trouble}</span>
      )}
    </div>
  );
}
