import type { FastifySchemaValidationError } from "fastify";
import type { z } from "zod";
import { issueWords } from "../../shared/issue-text.ts";

/** What is wrong with a question, for whoever writes scripts: the field, and a sentence that names it. */
export interface InputComplaint {
  readonly field: string;
  readonly message: string;
}

/**
 * The first of the schema's complaints in plain words.
 * @param body what was sent: of several forms that it could have, the one whose field is there was meant
 */
export function inputComplaint(found: readonly FastifySchemaValidationError[], body: unknown): InputComplaint {
  const [first] = found;
  if (first === undefined) return { field: "body", message: "The body is not what is taken here." };
  const path = first.instancePath.split("/").filter(Boolean);
  const issue = { ...first.params, code: first.keyword, message: first.message ?? "", path } as z.core.$ZodIssue;
  const meant = issue.code === "invalid_union" ? meantIssue(issue.errors, body) : undefined;
  return complaint(meant ?? issue);
}

function meantIssue(forms: readonly (readonly z.core.$ZodIssue[])[], body: unknown): z.core.$ZodIssue | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  return forms.map(([first]) => first).find((issue) => Object.hasOwn(body, String(issue?.path[0])));
}

function complaint(issue: z.core.$ZodIssue): InputComplaint {
  const field = /^[A-Za-z]+/.exec(String(issue.path[0] ?? ""))?.[0] ?? "body";
  const words = issueWords(issue) ?? (issue.message === "Invalid input" ? "is not what is taken here" : issue.message);
  // Words of our own go on from the name: `fraction is a number from 0 to 1`.
  return { field, message: /^(is|has) /.test(words) ? `${field} ${words}` : `${field}: ${words}` };
}
