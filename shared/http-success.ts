import { z } from "zod";
import { parseJsonPath } from "./json-path.ts";
import { wellFormedText } from "./plain-text.ts";

const statusRange = /^([1-5]\d\d)(?:\s*-\s*([1-5]\d\d))?$/;

/** A status such as `204`, or a range such as `200-299`. */
const statusText = z
  .string()
  .trim()
  .regex(statusRange, "a status is a number such as 204, or a range such as 200-299")
  .refine((text) => {
    const [from, to] = rangeOf(text);
    return from <= to;
  }, "the range ends before it begins");

function rangeOf(text: string): readonly [number, number] {
  const [, from, to = from] = statusRange.exec(text) ?? [];
  return [Number(from), Number(to)];
}

/** Whether one of these statuses and ranges holds the status of an answer. */
export function isAmongStatuses(status: number, statuses: readonly string[]): boolean {
  return statuses.some((text) => {
    const [from, to] = rangeOf(text);
    return status >= from && status <= to;
  });
}

const jsonPath = z
  .string()
  .trim()
  .max(500)
  .refine((text) => parseJsonPath(text) !== undefined, 'a path begins with $ and goes on like .name, [0] or ["name"]');

const pattern = z
  .string()
  .min(1, "the expression is empty")
  .max(1_000)
  .refine((text) => {
    try {
      new RegExp(text, "u");
      return true;
    } catch {
      return false;
    }
  }, "this is no regular expression");

/** What must hold of the body of an answer. */
const bodyRule = z.discriminatedUnion("rule", [
  z.strictObject({ rule: z.literal("contains"), text: wellFormedText.min(1, "say what it must contain").max(10_000) }),
  /** A regular expression of JavaScript, with its flag u. */
  z.strictObject({ rule: z.literal("matches"), pattern }),
  z.strictObject({ rule: z.literal("exists"), path: jsonPath }),
  /** Compared as JSON. */
  z.strictObject({ rule: z.literal("equals"), path: jsonPath, value: z.json() }),
]);
export type BodyRule = z.output<typeof bodyRule>;

/** What counts as success of a request. */
export const successRules = z.strictObject({
  statuses: z.array(statusText).min(1, "name at least one status").max(50).default(["200-299"]),
  /** All of them must hold. */
  body: z.array(bodyRule).max(20).default([]),
});
export type SuccessRules = z.output<typeof successRules>;
