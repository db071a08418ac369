import type { LogSpan } from "./log-line.ts";

const tabStop = 8;

/** A line that is being written, with what programs do within one: going back to its beginning and writing over it. */
export interface LineBuilder {
  /** Characters, as JavaScript counts them. */
  readonly length: number;
  write(span: LogSpan): void;
  tab(span: Omit<LogSpan, "text">): void;
  back(): void;
  toStart(): void;
  /** As a terminal erases: 0 what follows, 1 what is before, 2 all. */
  erase(which: number): void;
  spans(): readonly LogSpan[];
}

function isSame(left: LogSpan, right: LogSpan): boolean {
  return left.stream === right.stream && left.pen === right.pen;
}

function cut(spans: readonly LogSpan[], from: number, to: number): LogSpan[] {
  const out: LogSpan[] = [];
  let at = 0;
  for (const span of spans) {
    const text = span.text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (text !== "") out.push({ ...span, text });
    at += span.text.length;
  }
  return out;
}

/** Begins an empty line. */
export function createLineBuilder(): LineBuilder {
  let spans: LogSpan[] = [];
  let length = 0;
  let column = 0;

  function append(span: LogSpan): void {
    const last = spans.at(-1);
    if (last !== undefined && isSame(last, span)) spans[spans.length - 1] = { ...last, text: last.text + span.text };
    else spans.push(span);
  }

  function replace(next: readonly LogSpan[]): void {
    spans = [];
    for (const span of next) append(span);
    length = spans.reduce((sum, span) => sum + span.text.length, 0);
  }

  function write(span: LogSpan): void {
    if (span.text === "") return;
    if (column === length) {
      append(span);
      length += span.text.length;
    } else {
      const after = cut(spans, column + span.text.length, length);
      replace([...cut(spans, 0, column), span, ...after]);
    }
    column += span.text.length;
  }

  return {
    get length() {
      return length;
    },
    write,
    tab(span) {
      const to = column + tabStop - (column % tabStop);
      // A tab only moves over what is written already.
      const within = Math.min(to, length);
      if (within > column) column = within;
      if (to > column) write({ ...span, text: " ".repeat(to - column) });
    },
    back() {
      column = Math.max(0, column - 1);
    },
    toStart() {
      column = 0;
    },
    erase(which) {
      if (which === 0) replace(cut(spans, 0, column));
      else if (which === 2) {
        replace([]);
        column = 0;
      } else {
        const [first] = spans;
        if (first === undefined) return;
        replace([{ ...first, text: " ".repeat(column) }, ...cut(spans, column, length)]);
      }
      column = Math.min(column, length);
    },
    spans: () => spans,
  };
}
