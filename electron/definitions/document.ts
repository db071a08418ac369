import type { DocumentPart } from "../../shared/definition.ts";
import { formatDuration } from "../../shared/duration.ts";
import { isSigned, type NamedAction } from "./event-actions.ts";
import { eventInput, type EventFields } from "../../shared/event.ts";
import { briefRequest, containerDocument, fileDocuments, requestDocument } from "./kind-documents.ts";
import type { Rollout } from "../../shared/rollout.ts";
import type { ScheduleInput } from "../../shared/schedule.ts";
import type { Authentication } from "../../shared/server.ts";
import type { ServerOptions } from "../../shared/server-options.ts";
import { formatSize } from "../../shared/size.ts";
import { optionsPart } from "./options-document.ts";

/** A server as the definition file writes it. */
export interface DocumentedServer {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly username: string;
  readonly authenticationKind: Authentication["kind"];
  readonly hasPassphrase: boolean;
  readonly hasCertificate: boolean;
  readonly hostKey: string | undefined;
  readonly groups: readonly string[];
  readonly concurrency: number | null;
  readonly tags: readonly string[];
  readonly options: ServerOptions;
}

/** Name of the environment variable in which the file looks for a secret, such as CRONIUM_SECRET_BACKUP_TOKEN. */
export function secretVariable(...names: readonly string[]): string {
  const words = names.map((name) =>
    name
      .toUpperCase()
      .replaceAll(/[^A-Z0-9]+/g, "_")
      .replaceAll(/^_+|_+$/g, ""),
  );
  return ["CRONIUM_SECRET", ...words].join("_");
}

export function serverDocument(server: DocumentedServer): DocumentPart {
  return {
    name: server.name,
    address: server.address,
    port: server.port,
    username: server.username,
    auth: authDocument(server),
    ...(server.hostKey === undefined ? {} : { hostKey: server.hostKey }),
    groups: server.groups,
    ...(server.concurrency === null ? {} : { concurrency: server.concurrency }),
    ...(server.tags.length === 0 ? {} : { tags: server.tags }),
    ...optionsPart(server.options),
  };
}

function authDocument({ name, authenticationKind, hasPassphrase, hasCertificate }: DocumentedServer): DocumentPart {
  switch (authenticationKind) {
    case "agent":
      return { agent: true };
    case "password":
      return { passwordEnv: secretVariable(name, "PASSWORD") };
    case "key":
      return {
        privateKeyFile: `./${name}.key`,
        ...(hasPassphrase ? { passphraseEnv: secretVariable(name, "PASSPHRASE") } : {}),
        ...(hasCertificate ? { certificateFile: `./${name}-cert.pub` } : {}),
      };
  }
}

/** An event as the definition file writes it, every key given. Secrets appear by the variable that is to hold them. */
export function eventDocument(
  fields: Omit<EventFields, "actions">,
  serverNames: readonly string[],
  actions: readonly NamedAction[],
): DocumentPart {
  return {
    name: fields.name,
    description: fields.description,
    type: fields.type,
    status: fields.status,
    tags: fields.tags,
    run: runDocument(fields.run, serverNames),
    rollout: rolloutDocument(fields.rollout),
    schedule: fields.schedule === null ? null : scheduleDocument(fields.schedule),
    timeout: formatDuration(fields.timeoutMs),
    retries: {
      max: fields.retries.max,
      delay: formatDuration(fields.retries.delayMs),
      factor: fields.retries.factor,
      on: fields.retries.on,
    },
    onUnknown: fields.onUnknown,
    priority: fields.priority,
    concurrency: fields.concurrency,
    logLimit: fields.logLimitBytes === null ? null : formatSize(fields.logLimitBytes),
    env: Object.fromEntries(
      fields.environment.map((entry) => [
        entry.key,
        "value" in entry ? entry.value : { secretEnv: secretVariable(fields.name, entry.key) },
      ]),
    ),
    actions: actions.map((action, index) => actionDocument(action, fields.name, index)),
    ...(fields.type === "HTTP_REQUEST" ? {} : { script: fields.script }),
    files: fileDocuments(fields.files),
    request: fields.request === null ? null : requestDocument(fields.request),
  };
}

function actionDocument(action: NamedAction, eventName: string, index: number): DocumentPart {
  const { when } = action;
  switch (action.do) {
    case "run_event":
      return { when, run: action.event };
    case "notify":
      return { when, notify: true };
    case "call_url": {
      const secret = { secretEnv: secretVariable(eventName, "ACTION", String(index + 1)) };
      return { when, call: { url: action.url, ...(isSigned(action) ? { secret } : {}) } };
    }
  }
}

function runDocument(run: EventFields["run"], serverNames: readonly string[]): DocumentPart {
  if (run.on === "container") return containerDocument(run);
  return run.on === "servers" ? { on: run.on, servers: serverNames, groups: run.groups } : run;
}

function rolloutDocument({ atOnce, canary, stopAfterFailures, pauseMs }: Rollout): DocumentPart {
  return { atOnce, canary, stopAfterFailures, pause: formatDuration(pauseMs) };
}

function scheduleDocument(schedule: ScheduleInput): DocumentPart {
  return {
    ...timesDocument(schedule),
    timezone: schedule.timezone,
    missed: schedule.missed,
    missedWindow: formatDuration(schedule.missedWindowMs),
    missedCap: schedule.missedCap,
    overlap: schedule.overlap,
    jitter: formatDuration(schedule.jitterMs),
    start: schedule.startMs === null ? null : instantText(schedule.startMs),
    end: schedule.endMs === null ? null : instantText(schedule.endMs),
    maxRuns: schedule.maxRuns,
    resetRunsOnActivation: schedule.resetRunsOnActivation,
    pauseAfterFailures: schedule.pauseAfterFailures,
  };
}

function timesDocument(schedule: ScheduleInput): DocumentPart {
  switch (schedule.kind) {
    case "cron":
      return { cron: schedule.cron.trim() };
    case "interval":
      return {
        every: formatDuration(schedule.everyMs),
        ...(schedule.anchorMs === undefined ? {} : { anchor: instantText(schedule.anchorMs) }),
      };
    case "once":
      return { once: instantText(schedule.atMs) };
  }
}

/** An instant in the file's own form, with the offset of UTC: `2026-12-01T07:00:00Z`. */
function instantText(instantMs: number): string {
  return new Date(instantMs).toISOString().replace(".000Z", "Z");
}

/** Never left out: they say what the event is, and when it is due. */
const alwaysWritten: readonly string[] = ["name", "type", "status", "script", "on", "cron", "every", "once", "anchor"];

/** Leaves out of an event's document what every event has by default. A cron schedule keeps its zone in any case. */
export function withoutDefaults(document: DocumentPart): DocumentPart {
  const plain = eventInput.parse({
    name: "-",
    type: "BASH",
    run: { on: "container" },
    schedule: { kind: "once", atMs: 0 },
    script: "-",
  });
  const { run, rollout, schedule, ...own } = eventDocument(plain, [], []);
  const { timezone, ...policies } = schedule as DocumentPart;
  const times = document["schedule"] as DocumentPart | null;
  const request = document["request"] as DocumentPart | null;
  const shortened: DocumentPart = {
    ...document,
    ...(request === null ? {} : { request: briefRequest(request) }),
    run: differing(document["run"] as DocumentPart, { ...(run as DocumentPart), groups: [] }),
    rollout: differing(document["rollout"] as DocumentPart, rollout as DocumentPart),
    ...(times === null ? {} : { schedule: differing(times, "cron" in times ? policies : { ...policies, timezone }) }),
  };
  return differing(shortened, { ...own, schedule: null, rollout: {} });
}

/** The entries of `part` that `defaults` does not have likewise. */
function differing(part: DocumentPart, defaults: DocumentPart): DocumentPart {
  return Object.fromEntries(
    Object.entries(part).filter(
      ([key, value]) => alwaysWritten.includes(key) || JSON.stringify(value) !== JSON.stringify(defaults[key]),
    ),
  );
}
