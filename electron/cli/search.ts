import type { Command } from "commander";
import { jobStatuses } from "../../shared/words.ts";
import type { Attach } from "./action.ts";
import { withClient, type Client } from "./connect.ts";
import { eachStep } from "./each-step.ts";
import { withInterrupt } from "./interrupt.ts";
import { write } from "./io.ts";
import { findEvent, findServer } from "./lookup.ts";
import { matchLine } from "./match-lines.ts";
import { choosePaint, statusText, type Paint } from "./paint.ts";
import { readChoice, readSince } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { counted, plainText } from "./text.ts";
import { exactAndRelative } from "./time-text.ts";
import { wholeNumber } from "./usage-error.ts";

interface SearchFlags {
  readonly event?: string;
  readonly server?: string;
  readonly since?: string;
  readonly until?: string;
  readonly status?: string;
  readonly regex?: boolean;
  readonly ignoreCase?: boolean;
  readonly limit: number;
  readonly perLog: number;
}

export function addSearch(program: Command, attach: Attach): void {
  const command = program
    .command("search <text>")
    .description("what stands in the logs of all jobs, the newest first")
    .option("--event <event>", "only of this event")
    .option("--server <server>", "only of runs on this server")
    .option("--since <time>", "only of jobs queued since then: 2h, 7d or an instant such as 2026-12-01T08:00:00Z")
    .option("--until <time>", "only of jobs queued before then")
    .option("--status <status,…>", `only of jobs that are ${jobStatuses.join(", ")}`)
    .option("--regex", "the text is a regular expression")
    .option("-i, --ignore-case", "capitals and small letters are the same")
    .option("--limit <n>", "so many logs at most", wholeNumber(1, 200), 20)
    .option("--per-log <n>", "so many lines of each at most", wholeNumber(1, 100), 5);
  attach<SearchFlags>(command, search);
}

type Step = Parameters<NonNullable<Parameters<Client["search"]["run"]["subscribe"]>[1]["onData"]>>[0];
type Hit = Step["hits"][number];

function search(session: Session, flags: SearchFlags, [text = ""]: readonly string[]): Promise<number> {
  const now = session.io.clock.now();
  const question = {
    text,
    regex: flags.regex === true,
    matchCase: flags.ignoreCase !== true,
    limit: flags.limit,
    perLog: flags.perLog,
    statuses: flags.status?.split(",").map((word) => readChoice("--status", word.trim(), jobStatuses)),
    sinceMs: flags.since === undefined ? undefined : readSince("--since", flags.since, now),
    untilMs: flags.until === undefined ? undefined : readSince("--until", flags.until, now),
  };
  return withClient(session, (client) =>
    withInterrupt(session, async (signal) => {
      const eventId = flags.event === undefined ? undefined : (await findEvent(client, flags.event)).id;
      const serverId = flags.server === undefined ? undefined : (await findServer(client, flags.server, true)).id;
      const paint = choosePaint(session.io);
      const again = searchWords(text, flags);
      const told = new Set<string>();
      let last: Step | undefined;
      await eachStep<Step>(
        (observer) => client.search.run.subscribe({ ...question, eventId, serverId }, observer),
        async (step) => {
          last = step;
          for (const hit of step.hits) {
            // After a lost connection it begins anew: what was shown is shown.
            if (told.has(hit.executionId)) continue;
            told.add(hit.executionId);
            if (session.json) await write(session.io.stdout, `${JSON.stringify(hit)}\n`);
            else await session.print(undefined, hitLines(hit, now, paint, again));
          }
        },
        signal,
      );
      if (last !== undefined && !signal.aborted) session.note(summary(last, told.size));
      return 0;
    }),
  );
}

function hitLines(hit: Hit, now: number, paint: Paint, again: string): string[] {
  const where = `${plainText(hit.eventName)} on ${plainText(hit.target)}`;
  const title = `${hit.jobId}  ${where}  ${statusText(paint, hit.jobStatus)}  ${exactAndRelative(hit.startedAt, now)}`;
  return [
    paint("bold", title),
    ...hit.matches.map((match) => `  ${matchLine(match, paint)}`),
    ...(hit.more ? [paint("grey", `  … more: \`cronium logs ${hit.jobId} ${again}\` shows all`)] : []),
  ];
}

/** The same question to one log, as a shell reads it. */
function searchWords(text: string, { regex, ignoreCase }: SearchFlags): string {
  // A text that begins with a dash would be taken for an option.
  const search = text.startsWith("-") ? `--search=${shellWord(text)}` : `--search ${shellWord(text)}`;
  return `${search}${regex === true ? " --regex" : ""}${ignoreCase === true ? " -i" : ""}`;
}

function shellWord(text: string): string {
  return /^[\w./:@%+-]+$/.test(text) ? text : `'${plainText(text).replaceAll("'", String.raw`'\''`)}'`;
}

function summary({ logs, logsDone, logsByIndex, next }: Step, found: number): string {
  const index = logsByIndex === 0 ? "" : ` (${String(logsByIndex)} of them could be ruled out without being read)`;
  const looked = `Found in ${counted(found, "log")} of ${String(logsDone)} searched${index}.`;
  return next === undefined ? looked : `${looked} There are ${String(logs - logsDone)} older ones: raise --limit.`;
}
