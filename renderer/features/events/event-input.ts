import { eventInput, type EventInput, type EnvironmentEntry } from "../../../shared/event.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { durationOfDraft, numberOfDraft, type DurationDraft } from "../../ui/duration-draft.ts";
import { readAction } from "./action-draft.ts";
import { bytesPerMegabyte, type EnvironmentRow, type EventDraft } from "./event-draft.ts";
import { readContainer } from "./container-draft.ts";
import { fieldAt } from "./event-fields.ts";
import { readRequest } from "./request-draft.ts";
import { readRollout } from "./rollout-draft.ts";
import { instantOfDraft } from "./instant-draft.ts";

export type Complaints = Readonly<Record<string, string>>;

export type DraftedInput =
  { readonly ok: true; readonly input: EventInput } | { readonly ok: false; readonly complaints: Complaints };

/** Collects what cannot even be written as an input: fields left empty where a number must stand. */
class Reading {
  readonly complaints: Record<string, string> = {};

  complain(path: string, message: string): void {
    this.complaints[fieldAt(path)?.path ?? path] ??= message;
  }

  duration(path: string, draft: DurationDraft): number {
    const milliseconds = durationOfDraft(draft);
    if (milliseconds === undefined) this.complain(path, "Give a length of time");
    return milliseconds ?? 0;
  }

  number(path: string, draft: number | string): number {
    const number = numberOfDraft(draft);
    if (number === undefined) this.complain(path, "Give a number");
    return number ?? 0;
  }

  /** A field that may stay empty. */
  optionalNumber(path: string, draft: number | string): number | null {
    return String(draft).trim() === "" ? null : this.number(path, draft);
  }
}

/**
 * Turns the form into what the core accepts, or says which fields stand in the way. What only the core can know (taken
 * names, servers that are gone, cron text) is left to it.
 */
export function readDraft(draft: EventDraft): DraftedInput {
  const reading = new Reading();
  const isRequest = draft.type === "HTTP_REQUEST";
  const input: EventInput = {
    name: draft.name,
    description: draft.description.trim(),
    type: draft.type,
    status: draft.status,
    tags: [...draft.tags],
    run: isRequest ? { on: "this-computer" } : readPlace(draft, reading),
    ...(!isRequest && draft.place === "servers" ? { rollout: readRollout(draft.rollout, reading) } : {}),
    schedule: readSchedule(draft, reading),
    timeoutMs: reading.duration("timeoutMs", draft.timeout),
    retries: {
      max: reading.number("retries.max", draft.retryMax),
      delayMs: reading.duration("retries.delayMs", draft.retryDelay),
      factor: reading.number("retries.factor", draft.retryFactor),
      on: draft.retryOn === null ? null : [...draft.retryOn],
    },
    onUnknown: draft.onUnknown,
    priority: draft.priority,
    concurrency: reading.optionalNumber("concurrency", draft.concurrency),
    logLimitBytes: readMegabytes("logLimitBytes", draft.logLimit, reading),
    environment: draft.environment.map((row, index) => readRow(row, index, reading)),
    actions: draft.actions.map((row, index) =>
      readAction(row, (part, message) => reading.complain(`actions.${String(index)}.${part}`, message)),
    ),
    script: isRequest ? "" : draft.script,
    files: isRequest ? [] : [...draft.files],
    request: isRequest ? readRequest(draft.request, reading) : null,
  };
  if (!isRequest && draft.script === "") reading.complain("script", "The script is empty");
  const parsed = eventInput.safeParse(input);
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path.map(String).join(".");
    reading.complain(path, capitalised(complaintWords(path, issue)));
  }
  if (Object.keys(reading.complaints).length > 0) return { ok: false, complaints: reading.complaints };
  return { ok: true, input };
}

type Issue = NonNullable<ReturnType<typeof eventInput.safeParse>["error"]>["issues"][number];

/** The schema's own words where it has any; otherwise its limits, in the unit of the field. */
function complaintWords(path: string, issue: Issue): string {
  const written = (limit: number | bigint): string =>
    path.endsWith("Ms") ? elapsedText(Number(limit)) : limit.toLocaleString("en-GB");
  if (issue.message.startsWith("Too small") && issue.code === "too_small") return `at least ${written(issue.minimum)}`;
  if (issue.message.startsWith("Too big") && issue.code === "too_big") return `at most ${written(issue.maximum)}`;
  if (issue.code === "invalid_type" && issue.expected === "int") return "give a whole number";
  return issue.message;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function readMegabytes(path: string, draft: number | string, reading: Reading): number | null {
  const megabytes = reading.optionalNumber(path, draft);
  return megabytes === null ? null : Math.round(megabytes * bytesPerMegabyte);
}

function readPlace(draft: EventDraft, reading: Reading): EventInput["run"] {
  switch (draft.place) {
    case "servers":
      if (draft.serverIds.length === 0 && draft.groups.length === 0) {
        reading.complain("run.serverIds", "Choose at least one server or group to run on");
      }
      return { on: "servers", serverIds: [...draft.serverIds], groups: [...draft.groups] };
    case "container": {
      const image = draft.image.trim();
      return {
        on: "container",
        network: draft.network,
        settings: readContainer(draft.settings, reading),
        ...(image === "" ? {} : { image }),
      };
    }
    case "this-computer":
      return { on: "this-computer" };
  }
}

function readSchedule(draft: EventDraft, reading: Reading): NonNullable<EventInput["schedule"]> | null {
  const { kind, timezone } = draft;
  if (kind === "none") return null;
  const policies = {
    timezone,
    missed: draft.missed,
    missedWindowMs: reading.duration("schedule.missedWindowMs", draft.missedWindow),
    missedCap: reading.number("schedule.missedCap", draft.missedCap),
    overlap: draft.overlap,
    jitterMs: reading.duration("schedule.jitterMs", draft.jitter),
    startMs: readInstant("schedule.startMs", draft.start, timezone, reading) ?? null,
    endMs: readInstant("schedule.endMs", draft.end, timezone, reading) ?? null,
    maxRuns: reading.optionalNumber("schedule.maxRuns", draft.maxRuns),
    resetRunsOnActivation: draft.resetRunsOnActivation,
    pauseAfterFailures: reading.optionalNumber("schedule.pauseAfterFailures", draft.pauseAfterFailures),
  };
  switch (kind) {
    case "cron": {
      const cron = draft.cron.trim();
      if (cron === "") reading.complain("schedule.cron", "Give a cron expression, such as 30 2 * * *");
      return { kind, cron, ...policies };
    }
    case "interval": {
      const everyMs = reading.duration("schedule.everyMs", draft.every);
      const anchorMs = readInstant("schedule.anchorMs", draft.anchor, timezone, reading);
      return { kind, everyMs, ...(anchorMs === undefined ? {} : { anchorMs }), ...policies };
    }
    case "once": {
      if (draft.once.text === "") reading.complain("schedule.atMs", "Give a date and a time");
      return { kind, atMs: readInstant("schedule.atMs", draft.once, timezone, reading) ?? 0, ...policies };
    }
  }
}

function readInstant(path: string, draft: EventDraft["once"], timezone: string, reading: Reading): number | undefined {
  if (draft.text === "") return undefined;
  const instant = instantOfDraft(draft, timezone);
  if (instant.at === undefined) reading.complain(path, instant.problem);
  return instant.at;
}

function readRow({ key, value, secret, stored }: EnvironmentRow, index: number, reading: Reading): EnvironmentEntry {
  const name = key.trim();
  if (name === "") reading.complain(`environment.${String(index)}.key`, "Name the variable, or remove its row");
  if (!secret) return { key: name, value };
  if (stored && value === "") return { key: name, keepSecret: true };
  if (value === "") reading.complain(`environment.${String(index)}.value`, "Enter the secret; it is not shown again");
  return { key: name, secret: value };
}
