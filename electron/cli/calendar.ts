import type { Command } from "commander";
import type { CalendarAttachment } from "../../shared/calendar.ts";
import { windowWords } from "../../shared/window-words.ts";
import type { Attach } from "./action.ts";
import type { CalendarLine } from "./answers.ts";
import { addCalendarImport } from "./calendar-import.ts";
import { confirm } from "./confirm.ts";
import { withClient, type Client } from "./connect.ts";
import { findCalendar } from "./lookup.ts";
import type { Session } from "./session.ts";
import { alignedLines, tableLines } from "./table.ts";
import { counted, plainText } from "./text.ts";
import { exactAndRelative } from "./time-text.ts";

/** More windows than this are counted. */
const mostShown = 50;

export function addCalendar(program: Command, attach: Attach): void {
  const calendar = program.command("calendar").description("times in which nothing starts: list, show, import, delete");
  attach(calendar.command("list").description("calendars, what they hold for, and what is open or opens next"), list);
  attach(calendar.command("show <calendar>").description("everything about one calendar"), show);
  addCalendarImport(calendar, attach);
  attach<{ readonly yes?: boolean }>(
    calendar
      .command("delete <calendar>")
      .description("delete it; what it kept from running stays in the ledger")
      .option("-y, --yes", "do not ask"),
    remove,
  );
}

function list(session: Session): Promise<void> {
  return withClient(session, async (client) => {
    const calendars = await client.calendars.list.query();
    const now = session.io.clock.now();
    const heading = ["id", "name", "zone", "windows", "events", "now", "next"];
    const rows = calendars.map((calendar) => [
      String(calendar.id),
      plainText(calendar.name),
      calendar.timezone,
      String(calendar.windows.length),
      String(calendar.eventCount),
      calendar.now === undefined ? "–" : openText(calendar.now, now),
      calendar.next === undefined ? "–" : exactAndRelative(calendar.next.fromMs, now),
    ]);
    await session.print(calendars, rows.length === 0 ? ["No calendars."] : tableLines(heading, rows));
  });
}

type Opening = NonNullable<CalendarLine["now"]>;

function openText(span: Opening, now: number): string {
  return `${markText(span)} until ${exactAndRelative(span.untilMs, now)}`;
}

function markText({ effect, label }: Opening): string {
  return `${effect === "blackout" ? "blackout" : "allowed"}${label === undefined ? "" : ` “${plainText(label)}”`}`;
}

function show(session: Session, _flags: unknown, [word = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    const calendar = await findCalendar(client, word);
    await session.print(calendar, showLines(calendar, await holdsFor(client, calendar), session.io.clock.now()));
  });
}

function showLines(calendar: CalendarLine, attached: readonly string[], now: number): string[] {
  const rows = [
    ["calendar", `${plainText(calendar.name)} (id ${String(calendar.id)}, version ${String(calendar.version)})`],
    ...(calendar.description === "" ? [] : [["description", plainText(calendar.description)]]),
    ["zone", calendar.timezone],
    ["holds for", attached.length === 0 ? "nothing" : plainText(attached.join(", "))],
    ["events", String(calendar.eventCount)],
    ["now", calendar.now === undefined ? "–" : openText(calendar.now, now)],
    [
      "next",
      calendar.next === undefined ? "–" : `${markText(calendar.next)}, ${exactAndRelative(calendar.next.fromMs, now)}`,
    ],
  ];
  const windows = calendar.windows.slice(0, mostShown).map((window) => `  ${plainText(windowWords(window))}`);
  const rest = calendar.windows.length - windows.length;
  return [
    ...alignedLines(rows),
    "",
    ...(windows.length === 0 ? ["No windows."] : windows),
    ...(rest > 0 ? [`  and ${counted(rest, "more window")}; --json lists all`] : []),
  ];
}

/** What a calendar is attached to, by name. */
async function holdsFor(client: Client, { attachments }: CalendarLine): Promise<string[]> {
  const [events, servers] = await Promise.all([
    client.events.list.query(),
    Promise.all([client.servers.list.query(), client.servers.list.query({ archived: true })]),
  ]);
  const nameIn = (things: readonly { readonly id: number; readonly name: string }[], id: number): string =>
    things.find((thing) => thing.id === id)?.name ?? String(id);
  const words = (attachment: CalendarAttachment): string => {
    switch (attachment.kind) {
      case "everything":
        return "everything";
      case "event":
        return `event ${nameIn(events, attachment.eventId)}`;
      case "tag":
        return `tag ${attachment.tag}`;
      case "server":
        return `server ${nameIn(servers.flat(), attachment.serverId)}`;
    }
  };
  return attachments.map(words);
}

function remove(
  session: Session,
  { yes }: { readonly yes?: boolean },
  [word = ""]: readonly string[],
): Promise<number> {
  return withClient(session, async (client) => {
    const { id, name, eventCount } = await findCalendar(client, word);
    const held = eventCount === 0 ? "" : ` It holds for ${counted(eventCount, "event")}.`;
    if (yes !== true && !(await confirm(session, `Delete the calendar “${plainText(name)}”?${held}`, "--yes"))) {
      session.note("Nothing was deleted.");
      return 1;
    }
    await client.calendars.remove.mutate({ id });
    await session.print({ id, name, deleted: true }, [`Deleted ${plainText(name)}.`]);
    return 0;
  });
}
