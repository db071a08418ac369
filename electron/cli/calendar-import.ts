import { readFile } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import type { Command } from "commander";
import type { CalendarAttachment, CalendarInput } from "../../shared/calendar.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { Attach } from "./action.ts";
import type { CalendarLine } from "./answers.ts";
import { withClient, type Client } from "./connect.ts";
import { reasonOf } from "./fetch-secrets.ts";
import { findEvent, findServer, isSameName } from "./lookup.ts";
import type { Session } from "./session.ts";
import { counted, plainText } from "./text.ts";
import { noteUnknownTag } from "./unknown-tag.ts";
import { UsageError } from "./usage-error.ts";

interface ImportFlags {
  readonly name?: string;
  readonly timezone?: string;
  readonly allow?: boolean;
  readonly attach?: readonly string[];
  readonly replace?: boolean;
  readonly empty?: boolean;
}

/** The contract takes no longer files, bytes. */
const largestFile = 4_000_000;

export function addCalendarImport(calendar: Command, attach: Attach): void {
  const command = calendar
    .command("import <file>")
    .description("make a calendar from an iCalendar file (.ics)")
    .option("--name <name>", "default: what the file calls itself, else the file's own name")
    .option("--timezone <zone>", "the zone on whose clock its windows are; default: what the file says")
    .option("--allow", "work may start at these times alone; without it, it may not start then")
    .option(
      "--attach <what>",
      "everything, event:NAME, tag:NAME or server:NAME; may be repeated",
      (word: string, words: readonly string[] = []) => [...words, word],
    )
    .option("--replace", "put the windows in place of those of the calendar that has the name")
    .option("--empty", "even when that leaves the calendar without windows");
  attach<ImportFlags>(command, importFile);
}

async function importFile(session: Session, flags: ImportFlags, [path = ""]: readonly string[]): Promise<void> {
  const text = await readText(resolve(session.io.workingDirectory, path), path);
  const wanted = (flags.attach ?? []).map(readAttachment);
  await withClient(session, async (client) => {
    const calendars = await client.calendars.list.query();
    const named = flags.name === undefined ? undefined : findByName(calendars, flags.name);
    const timezone = flags.timezone ?? (flags.replace === true ? named?.timezone : undefined);
    const read = await client.calendars.readIcal.mutate({
      text,
      ...(timezone === undefined ? {} : { timezone }),
    });
    const name = flags.name ?? read.name ?? basename(path, extname(path));
    if (read.windows.length === 0 && flags.empty !== true) throw emptyError(path, name, read.notes);
    const former = findByName(calendars, name);
    if (former !== undefined && flags.replace !== true) throw existsError(former.name);
    const attachments: CalendarAttachment[] = [];
    for (const attachment of wanted) attachments.push(await resolveAttachment(client, attachment));
    const windows = read.windows.map((window) =>
      flags.allow === true ? { ...window, effect: "allow" as const } : window,
    );
    const calendar: CalendarInput = { name, timezone: read.timezone, windows };
    const id =
      former === undefined
        ? (await client.calendars.create.mutate({ ...calendar, attachments })).id
        : await replace(client, former, { ...calendar, attachments });
    await session.print({ id, name, windows: windows.length, notes: read.notes }, [
      `${former === undefined ? "Made" : "Changed"} the calendar ${plainText(name)} (${calendar.timezone}) with ${counted(windows.length, "window")}.`,
      ...read.notes.map(plainText),
      ...(former === undefined && attachments.length === 0
        ? ["It holds for nothing yet: say for what with --attach, in the window, or in a definition file."]
        : []),
    ]);
    for (const attachment of wanted) {
      if (attachment.kind === "tag") await noteUnknownTag(session, client, attachment.name);
    }
  });
}

/** A calendar without windows blocks nothing: rarely what a file that is over was meant to do. */
function emptyError(path: string, name: string, notes: readonly string[]): CroniumError {
  const reasons = notes.length === 0 ? "" : `: ${notes.join(" ")}`;
  return new CroniumError("invalid_input", `${path} gives the calendar ${name} no windows${reasons}`, {
    remedy: "Nothing was changed; --empty takes it all the same, and then nothing is blocked by this calendar.",
  });
}

function existsError(name: string): CroniumError {
  return new CroniumError("conflict", `There is a calendar named “${name}” already`, {
    remedy: "Give --replace to put the file's windows in place of its own, or choose another with --name.",
  });
}

async function replace(
  client: Client,
  former: CalendarLine,
  calendar: CalendarInput & { readonly attachments: readonly CalendarAttachment[] },
): Promise<number> {
  const { id, version, description } = former;
  // What it holds for stays unless something else was named.
  const attachments = calendar.attachments.length > 0 ? [...calendar.attachments] : former.attachments;
  await client.calendars.update.mutate({ id, version, calendar: { ...calendar, description, attachments } });
  return id;
}

function findByName(calendars: readonly CalendarLine[], name: string): CalendarLine | undefined {
  return calendars.find((calendar) => isSameName(calendar.name, name));
}

type WantedAttachment =
  { readonly kind: "everything" } | { readonly kind: "event" | "tag" | "server"; readonly name: string };

function readAttachment(word: string): WantedAttachment {
  if (word === "everything") return { kind: "everything" };
  const [, kind, name = ""] = /^(event|tag|server):(.+)$/.exec(word) ?? [];
  if (kind === "event" || kind === "tag" || kind === "server") return { kind, name };
  throw new UsageError(`--attach: “${word}” is none of everything, event:NAME, tag:NAME, server:NAME.`);
}

async function resolveAttachment(client: Client, wanted: WantedAttachment): Promise<CalendarAttachment> {
  switch (wanted.kind) {
    case "everything":
      return { kind: "everything" };
    case "tag":
      return { kind: "tag", tag: wanted.name };
    case "event":
      return { kind: "event", eventId: (await findEvent(client, wanted.name)).id };
    case "server":
      return { kind: "server", serverId: (await findServer(client, wanted.name)).id };
  }
}

async function readText(absolute: string, shown: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(absolute);
  } catch (error) {
    throw new CroniumError("not_found", `${shown} cannot be read: ${reasonOf(error)}`, {
      remedy: "Check the path; nothing was changed.",
      cause: error,
    });
  }
  if (bytes.length <= largestFile) return bytes.toString("utf8");
  throw new CroniumError("invalid_input", `${shown} is larger than 4 MB`, {
    remedy: "Export a shorter time of the calendar; nothing was changed.",
  });
}
