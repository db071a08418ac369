import { formatDuration } from "../../shared/duration.ts";
import { TemplateProblem } from "./template-problem.ts";

/** JSON that stands for itself where JSON is written. */
export class JsonText {
  readonly text: string;

  constructor(value: unknown) {
    this.text = JSON.stringify(value ?? null);
  }

  toString(): string {
    return this.text;
  }
}

/** What the last argument of a helper is. */
export interface FunctionCall {
  readonly hash: Readonly<Record<string, unknown>>;
  readonly data: { readonly fill: { put(value: unknown, isRaw: boolean, says: string): string; turn(): void } };
  fn(context: unknown, options?: unknown): string;
  inverse(context: unknown, options?: unknown): string;
}

/** The value at a path such as `a.b.0`; a key that holds dots itself comes first. */
function atPath(object: unknown, path: string): unknown {
  const own = (holder: unknown, key: string): unknown =>
    typeof holder === "object" && holder !== null && Object.hasOwn(holder, key)
      ? (holder as Readonly<Record<string, unknown>>)[key]
      : undefined;
  const whole = own(object, path);
  return whole === undefined ? path.split(".").reduce(own, object) : whole;
}

function toInstant(value: unknown): Date {
  const instant = new Date(typeof value === "number" ? value : String(value));
  if (!Number.isNaN(instant.getTime())) return instant;
  throw new TemplateProblem("formatTime needs milliseconds since 1970 or a time such as 2026-12-01T08:00:00Z");
}

const timeStyles: Readonly<Record<string, (instant: Date) => string>> = {
  iso: (instant) => instant.toISOString(),
  date: (instant) => instant.toISOString().slice(0, 10),
  time: (instant) => instant.toISOString().slice(11, 19),
  unix: (instant) => String(Math.floor(instant.getTime() / 1_000)),
};

/** The helpers that templates may use beside `if`, `unless`, `each`, `with` and `lookup`: those of the original. */
export const templateFunctions = {
  /** `{{get cronium.input "a.b" "otherwise"}}` */
  get(...given: unknown[]): unknown {
    const [object, path, otherwise] = given.slice(0, -1);
    const found = atPath(object, String(path));
    return found === undefined ? otherwise : found;
  },
  /** `{{#ifEquals a b}}…{{else}}…{{/ifEquals}}` */
  ifEquals(this: unknown, left: unknown, right: unknown, options: FunctionCall): string {
    return left === right ? options.fn(this) : options.inverse(this);
  },
  /** Milliseconds as `1h`, `10m`, `30s`. */
  formatDuration(value: unknown): string {
    const milliseconds = Number(value);
    if (Number.isSafeInteger(milliseconds) && milliseconds >= 0) return formatDuration(milliseconds);
    throw new TemplateProblem("formatDuration needs whole milliseconds");
  },
  /** An instant in UTC; the style is `iso` (as it is without one), `date`, `time` or `unix`. */
  formatTime(...given: unknown[]): string {
    const [value, style = "iso"] = given.slice(0, -1);
    const write = timeStyles[String(style)];
    if (write === undefined) throw new TemplateProblem("the style of formatTime is iso, date, time or unix");
    return write(toInstant(value));
  },
  json(value: unknown): JsonText {
    return new JsonText(value);
  },
} as const;
