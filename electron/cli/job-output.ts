import type { Command } from "commander";
import { CroniumError } from "../../shared/errors.ts";
import type { Attach } from "./action.ts";
import type { ExecutionLine, JobDetails } from "./answers.ts";
import { withClient, type Client } from "./connect.ts";
import { write } from "./io.ts";
import { readParts, shellText } from "./read-parts.ts";
import type { Session } from "./session.ts";

interface OutputFlags {
  readonly raw?: boolean;
  readonly target?: string;
}

export function addJobOutput(job: Command, attach: Attach): void {
  attach<OutputFlags>(
    job
      .command("output <job>")
      .description("what its script gave as its output, as JSON; of several targets an object by target")
      .option("--raw", "a text as it is, without quotes and with no line break added")
      .option("--target <target>", "only what was given on this target"),
    show,
  );
}

function show(session: Session, { raw = false, target }: OutputFlags, [id = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    const job = await client.jobs.get.query({ id });
    const given = lastOutputs(job).filter((execution) => target === undefined || execution.target === target);
    if (given.length === 0) {
      throw new CroniumError(
        "not_found",
        `The job ${id} has given no output${target === undefined ? "" : ` on ${target}`}`,
      );
    }
    const [first] = given;
    const isOne = job.targets.length <= 1 || target !== undefined;
    if (isOne && first !== undefined) {
      const text = await outputOf(client, first);
      await write(session.io.stdout, raw && !session.json ? shellText(text) : `${text}\n`);
      return;
    }
    const texts: string[] = [];
    for (const execution of given) {
      texts.push(`${JSON.stringify(execution.target)}:${await outputOf(client, execution)}`);
    }
    await write(session.io.stdout, `{${texts.join(",")}}\n`);
  });
}

/** Of each target its last execution, if that has given any. */
function lastOutputs({ executions }: JobDetails): readonly ExecutionLine[] {
  const last = new Map(executions.map((execution) => [execution.target, execution]));
  return [...last.values()].filter(({ report }) => report?.outputBytes !== undefined);
}

function outputOf(client: Client, { id: executionId }: ExecutionLine): Promise<string> {
  return readParts((from) => client.jobs.output.query({ executionId, from }));
}
