import type { z } from "zod";
import { formatDuration } from "./duration.ts";
import { didYouMean } from "./nearest.ts";

/**
 * What is wrong with one value, in words that follow the name of its key: `at most 1d`. Undefined when the schema says
 * it in words of its own, which are the issue's message. A wrong word is compared with those there are only when the
 * input was reported with the issue.
 */
export function issueWords(issue: z.core.$ZodIssue): string | undefined {
  if (!/^(Invalid (option|input)|Too (big|small)): /.test(issue.message)) return undefined;
  switch (issue.code) {
    case "invalid_value":
      return choiceWords(issue.values.map(String), issue.input);
    case "too_big":
      return `at most ${amount(issue, issue.maximum)}`;
    case "too_small":
      return `at least ${amount(issue, issue.minimum)}`;
    case "invalid_type":
      return typeWords(issue);
    default:
      return undefined;
  }
}

function choiceWords(words: readonly string[], input: unknown): string {
  const choice = words.length === 1 ? `this must be ${words[0] ?? ""}` : `choose one of ${words.join(", ")}`;
  if (typeof input !== "string") return choice;
  const folded = words.find((word) => word.toLowerCase() === input.toLowerCase());
  const meant = folded === undefined ? didYouMean(input, words) : `Did you mean ${folded}?`;
  return meant === undefined ? choice : `${choice}. ${meant}`;
}

/** A bound in the unit of what it bounds: a key that ends in `Ms` holds a duration. */
function amount({ origin, path }: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall, bound: number | bigint): string {
  const number = Number(bound);
  if (origin === "string") return number === 1 ? "1 character" : `${String(number)} characters`;
  if (origin === "array" || origin === "set") return number === 1 ? "1 entry" : `${String(number)} entries`;
  return String(path.at(-1) ?? "").endsWith("Ms") ? formatDuration(number) : String(number);
}

function typeWords({ expected, message }: z.core.$ZodIssueInvalidType): string | undefined {
  if (message.endsWith("received undefined")) return "it is missing";
  const words: Readonly<Record<string, string>> = {
    int: "a whole number",
    number: "a number",
    string: "text",
    boolean: "true or false",
    array: "a list",
    object: "a map of keys and values",
    record: "a map of keys and values",
  };
  const word = words[expected];
  return word === undefined ? undefined : `this must be ${word}`;
}
