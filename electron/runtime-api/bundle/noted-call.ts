import { z } from "zod";

/** A call as a script notes it: a line of `calls.jsonl`. Paths are those of the API; `{id}` is the execution's. */
const notedCall = z.object({
  id: z.string().regex(/^[0-9a-f]{16,64}$/),
  method: z.enum(["GET", "PUT", "POST", "DELETE"]),
  path: z
    .string()
    .max(1_000)
    .regex(
      /^\/executions\/\{id\}\/(output|condition|progress|log|variables\/[\w.:%-]+(\/increment)?(\?ifVersion=\d{1,15})?)$/,
    ),
  type: z.enum(["application/json", "text/plain; charset=utf-8"]).optional(),
  body: z.unknown().optional(),
  /** The file of `bodies/` that holds the body as it would have been sent. */
  bodyFile: z
    .string()
    .regex(/^[0-9a-f]{16,64}$/)
    .optional(),
});
export type NotedCall = z.output<typeof notedCall>;

/** @returns undefined for what is no call, such as a line that a full disk has torn off */
export function readNotedCall(line: string): NotedCall | undefined {
  try {
    const { data } = notedCall.safeParse(JSON.parse(line));
    return data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What a call asks for, in the words of whoever wrote the script. */
export function wordsOf({ method, path }: NotedCall): string {
  const [, what = "", key = "", increment] =
    /^\/executions\/\{id\}\/(\w+)(?:\/([^/?]+))?(\/increment)?/.exec(path) ?? [];
  if (what !== "variables") return what;
  const doing = increment !== undefined ? "adding to" : method === "DELETE" ? "deleting" : "setting";
  return `${doing} the variable ${decodeURIComponent(key)}`;
}
