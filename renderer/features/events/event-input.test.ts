import { expect, test } from "vitest";
import { eventInput, type EventFields } from "../../../shared/event.ts";
import { movedRow, newAction } from "./action-draft.ts";
import { changedParts } from "./draft-changes.ts";
import { copyOf, draftOf, newDraft, type EventDraft } from "./event-draft.ts";
import { readDraft } from "./event-input.ts";

const zone = "Europe/Berlin";

const saved: EventFields = eventInput.parse({
  name: "Nightly backup",
  description: "Copies the database away.",
  type: "PYTHON",
  status: "PAUSED",
  tags: ["backup", "database"],
  run: { on: "servers", serverIds: [3, 1], groups: ["web"] },
  schedule: {
    kind: "interval",
    everyMs: 2_700_000,
    anchorMs: 1_760_000_000_123,
    timezone: zone,
    missed: "all",
    maxRuns: 50,
  },
  timeoutMs: 90_500,
  retries: { max: 3, delayMs: 500, factor: 1.5, on: ["nonzero_exit", "connect_failed"] },
  concurrency: 2,
  logLimitBytes: 1_234_567,
  onUnknown: "retry",
  priority: "HIGH",
  environment: [
    { key: "TARGET", value: "/srv" },
    { key: "TOKEN", keepSecret: true },
  ],
  actions: [
    { when: "ON_SUCCESS", do: "run_event", eventId: 4 },
    { when: "ALWAYS", do: "call_url", url: "https://example.com/hook?token=hush", keepSecretOf: 1 },
    { when: "ON_FAILURE", do: "call_url", url: "http://127.0.0.1:8080/" },
    { when: "ON_FAILURE", do: "notify" },
  ],
  script: "print(1)\n",
});

function complaintsOf(change: Partial<EventDraft>): Readonly<Record<string, string>> {
  const read = readDraft({ ...newDraft(zone), name: "Report", script: "true", ...change });
  return read.ok ? {} : read.complaints;
}

test("an event that is loaded and saved again untouched is the same to the millisecond", () => {
  const schedules: EventFields["schedule"][] = [
    saved.schedule,
    eventInput.shape.schedule.parse({ kind: "once", atMs: 1_790_000_000_456, timezone: "Asia/Tokyo" }),
    eventInput.shape.schedule.parse({ kind: "cron", cron: "*/5 * * * *", timezone: zone, jitterMs: 1_500 }),
    null,
  ];
  const places: EventFields["run"][] = [
    saved.run,
    { on: "container", network: "outside", settings: {} },
    { on: "container", network: "none", image: "alpine:3", settings: { memoryBytes: 1_000_000_000 } },
    { on: "this-computer" },
  ];
  for (const schedule of schedules) {
    for (const run of places) {
      const fields = { ...saved, schedule, run };
      const read = readDraft(draftOf(fields, zone));
      expect(read).toMatchObject({ ok: true });
      if (read.ok) expect(eventInput.parse(read.input)).toEqual(fields);
    }
  }
});

test("a touched date is read in the schedule's zone", () => {
  const read = readDraft({ ...draftOf(saved, zone), kind: "once", once: { text: "2026-11-30T08:15" } });
  expect(read.ok && read.input.schedule).toMatchObject({ kind: "once", atMs: Date.UTC(2026, 10, 30, 7, 15) });
});

test("everything that stands in the way is told at once, by field", () => {
  expect(
    complaintsOf({ name: " ", script: "", place: "servers", timeout: { amount: "", unit: "min" }, retryMax: 11 }),
  ).toEqual({
    name: "Give the event a name",
    script: "The script is empty",
    "run.serverIds": "Choose at least one server or group to run on",
    timeoutMs: "Give a length of time",
    "retries.max": "At most 10",
  });
  expect(complaintsOf({ retryMax: 1.5, missedCap: 0 })).toEqual({
    "retries.max": "Give a whole number",
    "schedule.missedCap": "At least 1",
  });
  expect(complaintsOf({ timeout: { amount: 0, unit: "s" }, jitter: { amount: 2, unit: "d" } })).toEqual({
    timeoutMs: "A timeout is at least 1s",
    "schedule.jitterMs": "At most 1 d",
  });
});

test("a time that the clock leaves out is refused with the reason", () => {
  expect(complaintsOf({ kind: "once", once: { text: "2026-03-29T02:30" } })).toEqual({
    "schedule.atMs": "The clock goes forward that day: 02:30 does not exist in Europe/Berlin",
  });
});

test("a variable is complained about in its own row", () => {
  const row = { value: "", secret: false, stored: false };
  const environment = [
    { ...row, id: 1, key: "GOOD" },
    { ...row, id: 2, key: "2BAD" },
    { ...row, id: 3, key: "CRONIUM_X" },
    { ...row, id: 4, key: "EMPTY", secret: true },
    { ...row, id: 5, key: "  " },
  ];
  expect(complaintsOf({ environment })).toEqual({
    "environment.1.key": "A variable name has letters, digits and _ only, and starts with no digit",
    "environment.2.key": "Names that start with CRONIUM_ are set by the program",
    "environment.3.value": "Enter the secret; it is not shown again",
    "environment.4.key": "Name the variable, or remove its row",
  });
});

test("a copy asks for its secrets again and is not saved over its original", () => {
  const copy = copyOf(draftOf(saved, zone));
  expect(copy.name).toBe("Nightly backup copy");
  expect(copy.environment.map(({ key, stored }) => [key, stored])).toEqual([
    ["TARGET", false],
    ["TOKEN", false],
  ]);
  const read = readDraft(copy);
  expect(read.ok ? {} : read.complaints).toHaveProperty(["environment.1.value"]);
});

test("drafts differ by what is in them, not by being other objects", () => {
  const draft = draftOf(saved, zone);
  expect(changedParts(draft, draftOf(structuredClone(saved), zone))).toEqual([]);
  expect(changedParts(draft, { ...draft, tags: ["backup"], cron: "1 1 * * *", kind: "cron" })).toEqual([
    "tags",
    "schedule",
  ]);
});

test("an action complains of what it lacks, at its own field", () => {
  const row = newAction(0);
  const complaints = complaintsOf({
    actions: [
      { ...row, does: "run_event" },
      { ...row, does: "call_url", signed: true },
      { ...row, does: "call_url", url: "ftp://example.com" },
      row,
    ],
  });
  expect(Object.keys(complaints).sort()).toEqual([
    "actions.0.eventId",
    "actions.1.secret",
    "actions.1.url",
    "actions.2.url",
  ]);
});

test("actions change places, and a copy asks for their secrets anew", () => {
  const rows = draftOf(saved, zone).actions;
  expect(movedRow(rows, 0, 1).map(({ id }) => id)).toEqual([1, 0, 2, 3]);
  expect(movedRow(rows, 0, -1)).toBe(rows);
  const copied = readDraft(copyOf(draftOf(saved, zone)));
  expect(copied.ok ? {} : copied.complaints).toHaveProperty("actions.1.secret");
});
