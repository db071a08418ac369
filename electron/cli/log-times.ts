import type { ExecutionLine } from "./answers.ts";
import type { Client } from "./connect.ts";
import { write } from "./io.ts";
import type { Session } from "./session.ts";
import type { LogChoice } from "./show-logs.ts";
import { UsageError } from "./usage-error.ts";

/** Prints the logs of executions line by line, each led by the time at which it began, in UTC, and its stream. */
export async function printTimes(
  session: Session,
  client: Client,
  executions: readonly ExecutionLine[],
  { stream }: LogChoice,
): Promise<void> {
  if (stream === "system") throw new UsageError("--times shows stdout and stderr, and with them what Cronium remarks.");
  for (const { id: executionId } of executions) {
    let cursor: string | undefined = "";
    while (cursor !== undefined) {
      const page: Awaited<ReturnType<Client["logs"]["download"]["query"]>> = await client.logs.download.query({
        executionId,
        format: "text",
        streams: stream ?? "both",
        cursor,
      });
      await write(session.io.stdout, Buffer.from(page.data, "base64"));
      cursor = page.next;
    }
  }
}
