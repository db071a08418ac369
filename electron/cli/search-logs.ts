import type { ExecutionLine } from "./answers.ts";
import type { Client } from "./connect.ts";
import { eachStep } from "./each-step.ts";
import { write } from "./io.ts";
import { matchLine } from "./match-lines.ts";
import { choosePaint } from "./paint.ts";
import type { Session } from "./session.ts";
import { executionTitle, type LogChoice } from "./show-logs.ts";
import { counted } from "./text.ts";

export interface LogLook {
  readonly text: string;
  readonly regex: boolean;
  readonly matchCase: boolean;
  /** Matches shown of each log. */
  readonly limit: number;
}

/** Prints the lines of executions' logs that match, log by log. */
export async function searchLogs(
  session: Session,
  client: Client,
  {
    executions,
    choice,
    look,
  }: { readonly executions: readonly ExecutionLine[]; readonly choice: LogChoice; readonly look: LogLook },
  signal: AbortSignal,
): Promise<void> {
  const paint = choosePaint(session.io);
  const streams = choice.stream === undefined ? undefined : [choice.stream];
  for (const execution of executions) {
    if (signal.aborted) return;
    if (executions.length > 1 && !session.json) {
      await session.print(undefined, [paint("bold", `── ${executionTitle(execution)} ──`)]);
    }
    const shown = new Set<number>();
    let total = 0;
    await eachStep<Parameters<NonNullable<Parameters<Client["logs"]["search"]["subscribe"]>[1]["onData"]>>[0]>(
      (observer) => client.logs.search.subscribe({ executionId: execution.id, ...look, streams }, observer),
      async (step) => {
        total = step.total;
        for (const match of step.matches) {
          // After a lost connection it begins anew: what was shown is shown.
          if (shown.has(match.at)) continue;
          shown.add(match.at);
          if (session.json)
            await write(session.io.stdout, `${JSON.stringify({ executionId: execution.id, ...match })}\n`);
          else await session.print(undefined, [matchLine(match, paint)]);
        }
      },
      signal,
    );
    if (total > shown.size)
      session.note(`… and ${counted(total - shown.size, "further match", "further matches")}: raise --limit.`);
  }
}
