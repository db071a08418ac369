import { createHash } from "node:crypto";
import type { ScriptType } from "../../../shared/words.ts";

/** JSON, and a text that is too long to write down: so many times 16 bytes of UTF-8. */
export type Value = unknown;
export interface LongText {
  readonly repeated: number;
}

/** What a long text is made of: 15 characters, 16 bytes of UTF-8. */
export const longTextUnit = "0123456789abcdé";

export function isLongText(value: Value): value is LongText {
  return typeof value === "object" && value !== null && "repeated" in value;
}

/** The operations that a step can ask for, by the name they have in every language. */
export type Operation =
  | "input"
  | "output"
  | "get_variable"
  | "set_variable"
  | "delete_variable"
  | "increment_variable"
  | "variable_exists"
  | "append_variable"
  | "set_condition"
  | "get_condition"
  | "event"
  | "context"
  | "progress"
  | "log"
  | "execute_tool_action"
  | "send_email"
  | "send_slack_message"
  | "send_discord_message"
  | "stream_input"
  | "stream_output"
  | "info";

/** One call that a script makes, and what of it every language shows alike. */
export interface Step {
  readonly operation: Operation;
  readonly given: readonly Value[];
  /** For a variable: only if it has this version. */
  readonly ifVersion?: number;
  /** Set for this call and those after it; an empty text counts as absent. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly expect: Expectation;
}

export type Expectation =
  | { readonly value: Value }
  /** It is done; what it gives differs by language. */
  | { readonly done: true }
  /** These of the fields of what it gives. */
  | { readonly fields: Readonly<Record<string, unknown>> }
  | { readonly refused: number; readonly code: string }
  /** Nothing answers. */
  | { readonly unreached: true };

/** What a script has shown of a step: a line of JSON. */
export type Shown =
  | { readonly value: unknown }
  /** SHA-256 of the UTF-8 of a text that is too long to show, hex. */
  | { readonly digest: string }
  | { readonly refused: number; readonly code: string }
  | { readonly unreached: true };

/** A way for a script to reach the operations. */
export interface Surface {
  readonly name: string;
  readonly type: ScriptType;
  /** A script that makes the calls in turn and shows each as one line `#N JSON`. */
  write(steps: readonly Step[]): string;
}

/** @returns undefined when it is as expected, else what is wrong */
export function judge(step: Step, shown: Shown | undefined): string | undefined {
  if (shown === undefined) return "was not shown";
  const wanted = expectedShown(step.expect);
  if (wanted === "done")
    return "value" in shown || "digest" in shown ? undefined : `not done: ${JSON.stringify(shown)}`;
  if (wanted === "fields") {
    const fields = "fields" in step.expect ? step.expect.fields : {};
    const found = "value" in shown ? (shown.value as Readonly<Record<string, unknown>>) : {};
    const differing = Object.keys(fields).filter((name) => canonical(found[name]) !== canonical(fields[name]));
    return differing.length === 0 ? undefined : `${differing.join(", ")} of ${JSON.stringify(shown)}`;
  }
  return canonical(shown) === canonical(wanted)
    ? undefined
    : `${canonical(shown).slice(0, 200)} instead of ${canonical(wanted).slice(0, 200)}`;
}

function expectedShown(expect: Expectation): Shown | "done" | "fields" {
  if ("done" in expect) return "done";
  if ("fields" in expect) return "fields";
  if ("value" in expect && isLongText(expect.value)) return { digest: digestOf(expect.value) };
  return expect;
}

export function textOf({ repeated }: LongText): string {
  return longTextUnit.repeat(repeated);
}

function digestOf(text: LongText): string {
  return createHash("sha256").update(textOf(text)).digest("hex");
}

/** JSON with the members of objects in order, so that equal values are equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
