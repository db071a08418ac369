import type { ClockSpan } from "./entry-times.ts";

export interface LabelledSpan extends ClockSpan {
  readonly label: string | undefined;
}

/** Keeps the earliest of however many spans there are, in bounded memory. */
export interface EarliestSpans {
  add(spans: readonly ClockSpan[], label: string | undefined): void;
  /** The earliest, at most `count`, by when they begin, and the first that had to be left out. */
  take(count: number): { readonly kept: readonly LabelledSpan[]; readonly cut: LabelledSpan | undefined };
}

/** @param most no more than this are ever taken */
export function createEarliestSpans(most: number): EarliestSpans {
  let spans: LabelledSpan[] = [];

  function keep(count: number): void {
    spans = spans.sort((left, right) => left.from - right.from).slice(0, count);
  }

  return {
    add(more, label) {
      for (const span of more) spans.push({ ...span, label });
      // One more than is ever taken, to know where the cut was.
      if (spans.length > 4 * most) keep(most + 1);
    },
    take(count) {
      keep(count + 1);
      return { kept: spans.slice(0, count), cut: spans[count] };
    },
  };
}
