import { calendarInput, type CalendarAttachment, type CalendarFields } from "../../../shared/calendar.ts";
import { changeCalendar, createCalendar, removeCalendar } from "../../definitions/save-calendar.ts";
import { check } from "./check.ts";
import { ask, hasTicked } from "./acting.ts";
import type { CalendarDraft, Holding } from "./scenario.ts";
import type { World } from "./world.ts";

/** A person makes a calendar, changes it, or deletes it. */
export async function setCalendar(world: World, place: number, draft: CalendarDraft | null): Promise<void> {
  const { model, program } = world;
  const known = model.calendars.get(place);
  const name = known?.name ?? `calendar ${String(place)}.${String(world.counts.happenings)}`;
  const change = async <Answer>(call: () => Promise<Answer>, before: (answer: Answer) => void): Promise<void> => {
    await ask(
      world,
      call,
      () => undefined,
      async (answer) => {
        const complete = hasTicked(world) ? "all" : "none";
        await check(world, {
          before: () => {
            before(answer);
          },
          complete,
        });
      },
    );
  };
  if (draft === null) {
    if (known === undefined) return;
    await change(
      () => removeCalendar(program.parts, known.id),
      () => void model.calendars.delete(place),
    );
    return;
  }
  const held = { ...draft, holds: draft.holds.filter((holding) => isThere(world, holding)) };
  const calendar = toInput(world, name, held);
  if (known === undefined) {
    await change(
      () => createCalendar(program.parts, calendar),
      (id) => void model.calendars.set(place, { id, name, version: 1, draft: held }),
    );
    return;
  }
  const { id, version } = known;
  await change(
    () => changeCalendar(program.parts, id, version, calendar),
    (saved) => Object.assign(known, { version: saved, draft: held }),
  );
}

function isThere({ model }: World, holding: Holding): boolean {
  return holding.kind !== "event" || model.events.has(holding.event);
}

function toInput(world: World, name: string, { timezone, windows, holds }: CalendarDraft): CalendarFields {
  const attachments = holds.map((holding): CalendarAttachment => {
    switch (holding.kind) {
      case "event":
        return { kind: "event", eventId: world.model.events.get(holding.event)?.id ?? 0 };
      case "server":
        return { kind: "server", serverId: world.model.servers[holding.server] ?? 0 };
      default:
        return holding;
    }
  });
  return calendarInput.parse({ name, timezone, windows, attachments });
}
