import { afterEach, beforeEach, expect, it } from "vitest";
import type { DefinitionInput } from "../../shared/definition.ts";
import { openTestHost, type TestHost } from "../testing/open-test-host.ts";

let host: TestHost;
beforeEach(async () => {
  host = await openTestHost({ mode: "inspect" });
});
afterEach(() => host.close());

type CalendarPart = NonNullable<DefinitionInput["calendars"]>[number];

const apply = (definition: DefinitionInput, choice: { dryRun?: boolean; prune?: boolean } = {}) =>
  host.api.definitions.applyDefinition({ definition, ...choice });

const windows: CalendarPart["calendar"]["windows"] = [
  { kind: "weekly", effect: "blackout", days: [6, 7], from: "22:00", until: "06:00", label: "weekend work" },
  { kind: "dated", effect: "blackout", from: "2026-12-24", until: "2026-12-26", label: "Christmas" },
  { kind: "recurring", effect: "allow", cron: "0 0 1 1 *", durationMs: 86_400_000 },
];

function calendar(changes: Partial<CalendarPart["calendar"]> = {}, attach: CalendarPart["attach"] = []): CalendarPart {
  return { calendar: { name: "maintenance", timezone: "Europe/Berlin", windows, ...changes }, attach };
}

const server = {
  name: "web-1",
  address: "127.0.0.1",
  username: "deploy",
  authentication: { kind: "agent" as const },
};
const event = {
  event: { name: "nightly-backup", type: "BASH" as const, run: { on: "this-computer" as const }, script: "true" },
};
const holds: CalendarPart["attach"] = [
  { kind: "server", name: "WEB-1" },
  { kind: "event", name: "Nightly-Backup" },
  { kind: "tag", name: "backup" },
];

const summary = (result: Awaited<ReturnType<typeof apply>>) =>
  result.changes.map(({ kind, noun, name, fields }) => [kind, noun, name, ...fields.map(({ path }) => path)].join(" "));

it("makes a calendar together with what it holds for, and then has nothing to change", async () => {
  const definition = { servers: [server], events: [event], calendars: [calendar({}, holds)] };
  expect(summary(await apply(definition)).at(-1)).toBe("create calendar maintenance");
  const [view] = await host.api.calendars.list();
  const [web] = await host.api.servers.list();
  const [nightly] = await host.api.events.list();
  expect(view).toMatchObject({
    windows,
    attachments: [
      { kind: "server", serverId: web?.id },
      { kind: "event", eventId: nightly?.id },
      { kind: "tag", tag: "backup" },
    ],
  });
  const again = await apply({ ...definition, calendars: [calendar({}, [...holds].reverse())] });
  expect(again).toMatchObject({ applied: false });
  expect((await host.api.definitions.exportDefinition()).calendars).toEqual([
    {
      name: "maintenance",
      timezone: "Europe/Berlin",
      windows: [
        { weekly: ["sat", "sun"], from: "22:00", until: "06:00", label: "weekend work" },
        { from: "2026-12-24", until: "2026-12-26", label: "Christmas" },
        { cron: "0 0 1 1 *", for: "1d", allow: true },
      ],
      attach: [{ event: "nightly-backup" }, { tag: "backup" }, { server: "web-1" }],
    },
  ]);
});

it("says which windows go and come", async () => {
  await apply({ calendars: [calendar({}, [{ kind: "everything" }])] });
  const changed = calendar({
    timezone: "Europe/Madrid",
    windows: [
      ...windows.slice(0, 2),
      { kind: "dated", effect: "allow", from: "2027-01-01T08:00", until: "2027-01-01T09:00" },
    ],
  });
  const plan = await apply({ calendars: [changed] }, { dryRun: true });
  expect(plan.changes[0]?.fields).toEqual([
    { path: "timezone", from: "Europe/Berlin", to: "Europe/Madrid" },
    { path: "attach", from: "everything", to: "(none)" },
    { path: "windows", from: "allowed: 0 0 1 1 * for 1d", to: "(none)" },
    { path: "windows", from: "(none)", to: "allowed: 2027-01-01 08:00 to 2027-01-01 09:00" },
  ]);
  expect((await host.api.calendars.list())[0]?.version).toBe(1);
  expect((await apply({ calendars: [changed] })).changes).toEqual(plan.changes);
  expect((await host.api.calendars.list())[0]).toMatchObject({
    version: 2,
    timezone: "Europe/Madrid",
    attachments: [],
  });
  const turned = calendar({ timezone: "Europe/Madrid", windows: [...(changed.calendar.windows ?? [])].reverse() });
  expect((await apply({ calendars: [turned] })).applied).toBe(false);
});

it("removes calendars the file does not name only when asked", async () => {
  await apply({ events: [event], calendars: [calendar(), calendar({ name: "other" }, [{ kind: "everything" }])] });
  expect(summary(await apply({ calendars: [calendar()] }))).toEqual(["unchanged calendar maintenance"]);
  expect(summary(await apply({ calendars: [calendar()] }, { prune: true }))).toEqual([
    "unchanged calendar maintenance",
    "remove event nightly-backup",
    "remove calendar other",
  ]);
  expect((await host.api.calendars.list()).map(({ name }) => name)).toEqual(["maintenance"]);
});

it.each([
  [calendar({}, [{ kind: "server", name: "wbe-1" }]), "There is no server “wbe-1”", "attach.0", "Did you mean web-1?"],
  [
    calendar({}, [{ kind: "everything" }, { kind: "event", name: "nightly" }]),
    "There is no event “nightly”",
    "attach.1",
    "Did you mean nightly-backup?",
  ],
  [calendar({ timezone: "Europe/Berln" }), "There is no time zone", "timezone", undefined],
  [
    calendar({ windows: [...windows, { kind: "recurring", effect: "allow", cron: "x", durationMs: 60_000 }] }),
    "",
    "windows.3.cron",
    undefined,
  ],
])("changes nothing when a calendar is wrong, and says where", async (wrong, message, field, remedy) => {
  const whole = { servers: [server], events: [event], calendars: [calendar({ name: "fine" }), wrong] };
  await expect(apply(whole)).rejects.toMatchObject({
    cause: {
      message: expect.stringContaining(`Calendar “maintenance”: ${message}`) as string,
      field: `calendars.1.${field}`,
      ...(remedy === undefined ? {} : { remedy }),
    },
  });
  expect(await host.api.events.list()).toEqual([]);
  expect(await host.api.calendars.list()).toEqual([]);
});

it("refuses two calendars of one name", async () => {
  await expect(apply({ calendars: [calendar(), calendar({ name: "MAINTENANCE" })] })).rejects.toMatchObject({
    cause: { field: "calendars.1.name" },
  });
});

it("leaves a calendar on the archived servers it was on, of which files do not speak", async () => {
  await apply({ servers: [server], calendars: [calendar({}, [{ kind: "server", name: "web-1" }])] });
  const [web] = await host.api.servers.list();
  await host.api.servers.archive({ id: web!.id });
  const [document] = (await host.api.definitions.exportDefinition()).calendars;
  expect(document?.["attach"]).toEqual([]);
  expect((await apply({ calendars: [calendar()] })).applied).toBe(false);
  await apply({ calendars: [calendar({ description: "changed" })] });
  expect((await host.api.calendars.list())[0]?.attachments).toEqual([{ kind: "server", serverId: web!.id }]);
});
