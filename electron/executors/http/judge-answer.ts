import { isDeepStrictEqual } from "node:util";
import { createContext, Script } from "node:vm";
import { isAmongStatuses, type BodyRule, type SuccessRules } from "../../../shared/http-success.ts";
import { atJsonPath, parseJsonPath } from "../../../shared/json-path.ts";
import { HttpFailure } from "./http-failure.ts";

/** Refusals that may pass: request timeout, too early, too many requests. */
const passing = [408, 425, 429];

/** How long a regular expression may look through a body, milliseconds. */
const longestMatchMs = 500;

/** Calls back what it is given: its engine watches the time meanwhile, and can break off even a regular expression. */
const timed = new Script("work()");

/** What is judged of an answer. */
export interface JudgedAnswer {
  readonly host: string;
  readonly status: number;
  readonly words: string;
  readonly location: string | undefined;
  readonly retryAfterMs: number | undefined;
}

/** @throws HttpFailure when the status is no success */
export function judgeStatus(answer: JudgedAnswer, { statuses }: SuccessRules): void {
  const { host, status, retryAfterMs } = answer;
  if (isAmongStatuses(status, statuses)) return;
  const words = answer.words.replaceAll(/\p{Cc}/gu, " ").slice(0, 100);
  const said = `${host} answered ${String(status)}${words === "" ? "" : ` ${words}`}`;
  if (passing.includes(status) || status >= 500) throw new HttpFailure("answer_error", said, { retryAfterMs });
  const to = answer.location === undefined ? null : URL.parse(answer.location);
  const elsewhere =
    status < 300 || status >= 400 || to === null ? "" : ` and sends on to ${to.host}, where the event does not follow`;
  throw new HttpFailure("answer_unexpected", `${said}${elsewhere}`);
}

/**
 * @param text the body; undefined when it is no text
 * @throws HttpFailure `answer_unexpected` with the first rule that does not hold
 */
export function judgeBody(host: string, text: string | undefined, rules: readonly BodyRule[]): void {
  for (const rule of rules) {
    const complaint = text === undefined ? "is no text" : complain(rule, text);
    if (complaint !== undefined) throw new HttpFailure("answer_unexpected", `The answer of ${host} ${complaint}`);
  }
}

function complain(rule: BodyRule, text: string): string | undefined {
  switch (rule.rule) {
    case "contains":
      return text.includes(rule.text) ? undefined : `does not contain “${shortened(rule.text)}”`;
    case "matches":
      return complainOfPattern(rule.pattern, text);
    case "exists":
    case "equals": {
      const value = readJson(text);
      if (value === undefined) return "is no JSON";
      const found = atJsonPath(value, parseJsonPath(rule.path) ?? []);
      if (found === undefined) return `has nothing at ${rule.path}`;
      const isEqual = rule.rule === "exists" || isDeepStrictEqual(found, rule.value);
      return isEqual ? undefined : `does not have ${shortened(JSON.stringify(rule.value))} at ${rule.path}`;
    }
  }
}

function complainOfPattern(pattern: string, text: string): string | undefined {
  const expression = new RegExp(pattern, "u");
  let matches = false;
  const work = (): void => {
    matches = expression.test(text);
  };
  try {
    timed.runInContext(createContext({ work }), { timeout: longestMatchMs });
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    return `takes the expression ${shortened(pattern)} too long to look through`;
  }
  return matches ? undefined : `does not match ${shortened(pattern)}`;
}

/** @returns undefined when it is no JSON */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
