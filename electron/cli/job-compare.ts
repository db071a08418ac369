import type { Command } from "commander";
import type { Attach } from "./action.ts";
import type { JobComparisonAnswer } from "./answers.ts";
import { withClient } from "./connect.ts";
import { differenceLines, differenceText } from "./difference-lines.ts";
import { choosePaint, statusText, type Paint } from "./paint.ts";
import type { Session } from "./session.ts";
import { counted, plainText } from "./text.ts";

/** What is different about a job from one that went well. */
export function addJobCompare(job: Command, attach: Attach): void {
  attach<{ readonly with?: string }>(
    job
      .command("compare <job>")
      .description("what differs from the last job of the event that went well: log, facts, environment, script")
      .option("--with <job>", "from this one instead"),
    compare,
  );
}

function compare(session: Session, flags: { readonly with?: string }, [id = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    const comparison = await client.jobs.compare.query({
      id,
      ...(flags.with === undefined ? {} : { with: flags.with }),
    });
    await session.print(comparison, comparisonLines(comparison, choosePaint(session.io)));
  });
}

function comparisonLines(comparison: JobComparisonAnswer, paint: Paint): string[] {
  const { job, with: other, facts, definition, environment, script, logs, targetsLeftOut } = comparison;
  if (other === undefined) return [`No job of “${plainText(job.eventName)}” has completed before ${job.id}.`];
  const changes = (title: string, fields: JobComparisonAnswer["facts"]): string[] =>
    fields.length === 0
      ? []
      : ["", title, ...fields.map(({ path, from, to }) => `  ${path}: ${plainText(from)} → ${plainText(to)}`)];
  return [
    `${other.id} ${statusText(paint, other.status)} → ${job.id} ${statusText(paint, job.status)}`,
    ...changes("facts", facts),
    ...changes("environment", environment),
    ...changes(
      `event, version ${String(comparison.withEventVersion)} → ${String(comparison.eventVersion)}`,
      definition,
    ),
    ...(script === undefined ? [] : ["", `script: ${differenceText(script)}`, ...differenceLines(script, paint)]),
    ...logs.flatMap((log) => [
      "",
      `log on ${plainText(log.target)}: ${counted(log.withLines, "line")} → ${counted(log.lines, "line")}${log.partial ? ", the first and last 5,000 compared" : ""}`,
      ...(log.difference === undefined
        ? ["  nothing but times, ids and the like differs"]
        : [`  ${differenceText(log.difference)}`, ...differenceLines(log.difference, paint)]),
    ]),
    ...(targetsLeftOut === 0 ? [] : ["", `${counted(targetsLeftOut, "further target")} not compared`]),
  ];
}
