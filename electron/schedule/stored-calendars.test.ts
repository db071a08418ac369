import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { CalendarAttachment, CalendarWindow } from "../../shared/calendar.ts";
import { changeCalendar, createCalendar, removeCalendar } from "../definitions/save-calendar.ts";
import { openStore, type Store } from "../store/store.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { createChangeFeed } from "../base/change-feed.ts";
import { createCalendarBook, type CalendarSubject } from "./stored-calendars.ts";

let folder: string;
let store: Store;
const clock = createFakeClock(Date.UTC(2026, 10, 21));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-book-"));
  store = openStore({ path: join(folder, "test.db"), clock, programVersion: "0.0.0" });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const windows: CalendarWindow[] = [{ kind: "dated", effect: "blackout", from: "2026-12-24", until: "2026-12-26" }];
const parts = () => ({ store, clock, changes: createChangeFeed(), rescheduled: () => undefined });
const fields = (name: string, attachments: CalendarAttachment[] = []) => ({
  name,
  description: "",
  timezone: "UTC",
  windows,
  attachments,
});

async function server(id: number): Promise<void> {
  await store.write
    .insertInto("servers")
    .values({
      id,
      name: `web-${String(id)}`,
      address: "127.0.0.1",
      port: 22,
      username: "deploy",
      authentication_kind: "agent",
      groups: "[]",
      created_at: 0,
      updated_at: 0,
    })
    .execute();
}

it("finds what holds for everything, an event, its tags and its servers, each calendar once", async () => {
  await server(1);
  await server(2);
  await createCalendar(parts(), fields("tagged", [{ kind: "tag", tag: "backup" }]));
  await createCalendar(parts(), fields("all", [{ kind: "everything" }, { kind: "server", serverId: 1 }]));
  await createCalendar(parts(), fields("on 1", [{ kind: "server", serverId: 1 }]));
  await createCalendar(
    parts(),
    fields("on 2", [
      { kind: "server", serverId: 2 },
      { kind: "tag", tag: "other" },
    ]),
  );
  await createCalendar(parts(), fields("nowhere"));
  const book = await createCalendarBook()(store.read);
  const names = (subject: Partial<CalendarSubject>): unknown => {
    const { whole, byServer } = book.of({ eventId: 7, tags: [], serverIds: [], ...subject });
    return [whole.map(({ name }) => name), [...byServer].map(([id, own]) => [id, own.map(({ name }) => name)])];
  };
  expect(book.isEmpty).toBe(false);
  expect(book.calendars.map(({ name }) => name)).toEqual(["all", "nowhere", "on 1", "on 2", "tagged"]);
  expect(names({})).toEqual([["all"], []]);
  expect(names({ tags: ["BACKUP", "backup"] })).toEqual([["all", "tagged"], []]);
  expect(names({ serverIds: [1, 2, 3] })).toEqual([
    ["all"],
    [
      [1, ["on 1"]],
      [2, ["on 2"]],
    ],
  ]);
  expect(names({ tags: ["other"], serverIds: [2] })).toEqual([["all", "on 2"], []]);
});

it("keeps what is compiled until a calendar changes, also within a transaction that is undone", async () => {
  const read = createCalendarBook();
  expect((await read(store.read)).isEmpty).toBe(true);
  const kept = await createCalendar(parts(), fields("kept", [{ kind: "everything" }]));
  const changed = await createCalendar(parts(), fields("changed"));
  const first = await read(store.read);
  expect(await read(store.write)).toBe(first);

  await changeCalendar(parts(), changed, 1, fields("renamed", [{ kind: "everything" }]));
  const second = await read(store.read);
  expect(second.calendars.map(({ name }) => name)).toEqual(["kept", "renamed"]);
  expect(second.calendars[0]).toBe(first.calendars[1]);

  const undone = store.write.transaction().execute(async (transaction) => {
    await transaction.deleteFrom("calendars").where("id", "=", kept).execute();
    expect((await read(transaction)).calendars).toHaveLength(1);
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect((await read(store.read)).calendars).toHaveLength(2);

  await removeCalendar(parts(), changed);
  await removeCalendar(parts(), kept);
  expect(await read(store.read)).toMatchObject({ calendars: [], isEmpty: true });
});
