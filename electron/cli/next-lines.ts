import { createInterface } from "node:readline";
import { z } from "zod";
import { CroniumError } from "../../shared/errors.ts";
import { compileSchedule, dueBetween, type CompiledSchedule } from "../schedule/due.ts";
import { readLocalTime } from "../schedule/local-time.ts";
import { findZone } from "../schedule/zone.ts";
import { createIsoWriter } from "./iso-times.ts";
import { write, type CommandIo } from "./io.ts";

const request = z.object({
  cron: z.string(),
  timezone: z.string().default("UTC"),
  from: z.string(),
  until: z.string(),
});

/** One line may not ask for more than this: a due instant each second for a day and a bit. */
const mostInstants = 100_000;
/** Written together, lines: a system call for each would cost more than the answers. */
const linesPerWrite = 200;

/** Answers each line of stdin with the due instants in (from, until], or with what is wrong with the line. */
export async function answerDueLines(io: CommandIo): Promise<void> {
  let answers: string[] = [];
  for await (const line of createInterface({ input: io.stdin, crlfDelay: Infinity })) {
    if (line.trim() === "") continue;
    answers.push(answerLine(line));
    if (answers.length < linesPerWrite) continue;
    await write(io.stdout, answers.join(""));
    answers = [];
  }
  if (answers.length > 0) await write(io.stdout, answers.join(""));
}

function answerLine(line: string): string {
  try {
    const texts = dueOf(line).map(createIsoWriter());
    // Instants need no escaping, and there may be millions of them.
    return texts.length === 0 ? '{"due":[]}\n' : `{"due":["${texts.join('","')}"]}\n`;
  } catch (error) {
    return `${JSON.stringify({ error: explain(error) })}\n`;
  }
}

function dueOf(line: string): number[] {
  const { cron, timezone, from, until } = request.parse(JSON.parse(line));
  const zone = findZone(timezone);
  const compiled = compile(cron, timezone);
  const due = dueBetween(compiled, readLocalTime(from, zone), readLocalTime(until, zone), mostInstants + 1);
  if (due.length > mostInstants) {
    throw new CroniumError("invalid_input", `There are more than ${String(mostInstants)} due instants in that time.`, {
      remedy: "Ask for a shorter time.",
    });
  }
  return due;
}

const compiledSchedules = new Map<string, CompiledSchedule>();
/** Enough for any list a person would ask about; beyond it the oldest are worked out again. */
const mostCompiled = 5_000;

function compile(cron: string, timezone: string): CompiledSchedule {
  const key = `${timezone}\n${cron}`;
  const known = compiledSchedules.get(key);
  if (known !== undefined) return known;
  const compiled = compileSchedule({ kind: "cron", cron, timezone });
  if (compiledSchedules.size >= mostCompiled) compiledSchedules.clear();
  compiledSchedules.set(key, compiled);
  return compiled;
}

function explain(error: unknown): string {
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": ")).join("; ");
  }
  if (error instanceof CroniumError) return [error.message, error.remedy].filter(Boolean).join(" ");
  return error instanceof SyntaxError ? `The line is not JSON: ${error.message}` : String(error);
}
