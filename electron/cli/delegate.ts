import type { Command } from "commander";
import type { DelegationPreview } from "../../shared/delegation.ts";
import { parseDuration } from "../../shared/duration.ts";
import type { Attach } from "./action.ts";
import type { DelegationLine } from "./answers.ts";
import { confirm } from "./confirm.ts";
import { withClient, type Client } from "./connect.ts";
import { findEvent, findServer } from "./lookup.ts";
import { readInstant } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { alignedLines, tableLines } from "./table.ts";
import { counted, plainText } from "./text.ts";
import { exactAndRelative, relativeTime } from "./time-text.ts";
import { UsageError } from "./usage-error.ts";

/** Leaving a schedule to a server for a while, and taking it back. */
export function addDelegate(event: Command, attach: Attach): void {
  attach<DelegateFlags>(
    event
      .command("delegate <event>")
      .description("leaves its schedule to a server for a while: it runs there though this computer is off")
      .requiredOption("--to <server>", "one of the servers it runs on")
      .requiredOption("--until <time>", "up to this instant, or for so long: 12h")
      .option("-y, --yes", "do not ask"),
    delegate,
  );
  attach(event.command("delegations [event]").description("schedules that are or were left to servers"), list);
  attach<ReclaimFlags>(
    event
      .command("reclaim <event>")
      .description("takes its schedule back from the server; what ran there is collected first")
      .option("--give-up", "wait for the server no longer: what it did can then be known no more")
      .option("-y, --yes", "do not ask"),
    reclaim,
  );
}

interface DelegateFlags {
  readonly to: string;
  readonly until: string;
  readonly yes?: boolean;
}

function delegate(session: Session, flags: DelegateFlags, [word = ""]: readonly string[]): Promise<number> {
  return withClient(session, async (client) => {
    const event = await findEvent(client, word);
    const server = await findServer(client, flags.to);
    const now = session.io.clock.now();
    const forMs = parseDuration(flags.until);
    const zone = event.schedule?.timezone ?? "UTC";
    const untilAt = forMs === undefined ? readInstant("--until", flags.until, zone) : now + forMs;
    const input = { eventId: event.id, serverId: server.id, untilAt };
    const preview = await client.delegations.preview.mutate(input);
    for (const line of previewLines(preview, untilAt, now)) session.note(line);
    const question = `Leave the schedule of “${plainText(event.name)}” to ${plainText(server.name)}?`;
    if (flags.yes !== true && !(await confirm(session, question, "--yes"))) {
      session.note("Nothing was left to it.");
      return 1;
    }
    const { id } = await client.delegations.create.mutate(input);
    const line = `${plainText(server.name)} has the schedule of ${plainText(event.name)} until ${exactAndRelative(untilAt, now)}.`;
    await session.print({ id, ...input, runs: preview.runs }, [line]);
    return 0;
  });
}

type PreviewAnswer = Awaited<ReturnType<Client["delegations"]["preview"]["mutate"]>>;

/** What is to be known before one agrees. */
function previewLines(preview: PreviewAnswer, untilAt: number, now: number): string[] {
  const { runs, firstAt, lastAt, heldBack, secrets, timer, obstacle, clockAheadMs = 0 } = preview;
  const aheadSeconds = Math.round(clockAheadMs / 1_000);
  return alignedLines([
    ["runs there", `${counted(runs, "instant")} until ${exactAndRelative(untilAt, now)}`],
    ["first", exactAndRelative(firstAt, now)],
    ["last", exactAndRelative(lastAt, now)],
    ...(heldBack === 0 ? [] : [["kept back", `${counted(heldBack, "instant")}, by calendars or the maximum of runs`]]),
    ["woken by", timer === undefined ? `nothing: ${plainText(obstacle ?? "")}` : timerWords[timer]],
    ["lies there", `the script, its files and its variables${secretWords(secrets)}, readable to that user alone`],
    ...(aheadSeconds === 0
      ? []
      : [["its clock", `${String(Math.abs(aheadSeconds))} s ${aheadSeconds > 0 ? "ahead" : "behind"}: reckoned with`]]),
  ]);
}

const timerWords: Readonly<Record<NonNullable<DelegationPreview["timer"]>, string>> = {
  systemd: "the user's own systemd timer",
  cron: "a line in the user's crontab",
};

function secretWords(secrets: readonly string[]): string {
  return secrets.length === 0 ? "" : `, with the values of ${plainText(secrets.join(", "))}`;
}

function list(session: Session, _flags: unknown, [word]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    const event = word === undefined ? undefined : await findEvent(client, word);
    const rows = await client.delegations.list.query(event === undefined ? {} : { eventId: event.id });
    const now = session.io.clock.now();
    const heading = ["event", "server", "state", "from", "until", "heard", "ran", "not run", "to come"];
    const lines =
      rows.length === 0
        ? ["No schedule is left to a server."]
        : tableLines(
            heading,
            rows.map((row) => rowOf(row, now)),
          );
    await session.print(rows, [...lines, ...rows.flatMap(problemLine)]);
  });
}

function rowOf(row: DelegationLine, now: number): string[] {
  const { runs } = row;
  return [
    plainText(row.eventName),
    plainText(row.serverName),
    row.state,
    relativeTime(row.fromAt, now),
    relativeTime(row.untilAt, now),
    row.heardAt === undefined ? "–" : relativeTime(row.heardAt, now),
    String(runs.running + runs.collected),
    String(runs.missed),
    String(runs.pending),
  ];
}

function problemLine({ eventName, problem }: DelegationLine): string[] {
  return problem === undefined ? [] : [`${plainText(eventName)}: ${plainText(problem)}.`];
}

interface ReclaimFlags {
  readonly giveUp?: boolean;
  readonly yes?: boolean;
}

function reclaim(session: Session, { giveUp, yes }: ReclaimFlags, [word = ""]: readonly string[]): Promise<number> {
  return withClient(session, async (client) => {
    const { id: eventId, name } = await findEvent(client, word);
    if (giveUp !== true) {
      if (yes === true) throw new UsageError("--yes belongs to --give-up: to take a schedule back nothing is asked.");
      await client.delegations.takeBack.mutate({ eventId });
      const [latest] = await client.delegations.list.query({ eventId, limit: 1 });
      const waits = latest?.state === "revoking";
      const line = waits
        ? `${plainText(name)}: the server cannot be asked now; it is taken back as soon as it can. ${plainText(latest.problem ?? "")}`
        : `${plainText(name)}: taken back.`;
      await session.print({ eventId, state: latest?.state ?? "ended" }, [line.trimEnd()]);
      return 0;
    }
    const question = `Wait for the server no longer? What it ran of “${plainText(name)}” can then not be known, and it may go on running it while this program does, too.`;
    if (yes !== true && !(await confirm(session, question, "--yes"))) {
      session.note("It is waited for.");
      return 1;
    }
    await client.delegations.giveUp.mutate({ eventId });
    await session.print({ eventId, state: "ended" }, [
      `${plainText(name)}: given up; its schedule is this program's again.`,
    ]);
    return 0;
  });
}
