import { resolve } from "node:path";
import type { z } from "zod";
import type { definedEvent } from "../../shared/definition.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { EventInput } from "../../shared/event.ts";
import type { ServerInput } from "../../shared/server.ts";
import type { RunnableType } from "../../shared/words.ts";
import { compileSchedule } from "../schedule/due.ts";
import { readLocalTime } from "../schedule/local-time.ts";
import { findZone } from "../schedule/zone.ts";
import { readCertificate, readPrivateKey, readSecret } from "./fetch-secrets.ts";
import type { FileAction, FileAuth, FileEvent, FileSchedule, FileServer } from "./file-schema.ts";
import { toOptions } from "./options-from-file.ts";
import type { FilePath } from "./parse-file.ts";
import { toContainer, toInputFiles, toRequest } from "./request-from-file.ts";

export type DefinedEventInput = z.input<typeof definedEvent>;
type DefinedActionInput = NonNullable<DefinedEventInput["actions"]>[number];

/** Says where something is, for errors about it; `below` is a path within it. */
export type Place = (...below: FilePath) => string;

/** Turns a server of a file into the core's form, fetching its key or password. `folder` holds the file. */
export async function toServer(
  { auth, options, ...server }: FileServer,
  folder: string,
  environment: NodeJS.ProcessEnv,
  place: Place,
): Promise<ServerInput> {
  return {
    ...server,
    ...(options === undefined ? {} : { options: toOptions(options) }),
    authentication: await toAuthentication(auth, folder, environment, place),
  };
}

async function toAuthentication(
  auth: FileAuth,
  folder: string,
  environment: NodeJS.ProcessEnv,
  place: Place,
): Promise<ServerInput["authentication"]> {
  if ("agent" in auth) return { kind: "agent" };
  if ("passwordEnv" in auth) {
    return { kind: "password", password: readSecret(environment, auth.passwordEnv, place("auth", "passwordEnv")) };
  }
  const { passphraseEnv, certificateFile } = auth;
  return {
    kind: "key",
    privateKey: await readPrivateKey(resolve(folder, auth.privateKeyFile), place("auth", "privateKeyFile")),
    ...(passphraseEnv === undefined
      ? {}
      : { passphrase: readSecret(environment, passphraseEnv, place("auth", "passphraseEnv")) }),
    certificate:
      certificateFile === undefined
        ? null
        : await readCertificate(resolve(folder, certificateFile), place("auth", "certificateFile")),
  };
}

/** Turns an event of a file into the core's form, fetching its secrets and files. `folder` holds the file. */
export function toEvent(
  file: FileEvent,
  folder: string,
  environment: NodeJS.ProcessEnv,
  place: Place,
): DefinedEventInput {
  const {
    env = {},
    actions = [],
    files = [],
    rollout,
    schedule,
    timeout,
    retries,
    status,
    logLimit,
    request,
    ...plain
  } = file;
  const run = file.run ?? whereByItself(file, place);
  const event: DefinedEventInput["event"] = {
    ...plain,
    // Other types were refused by name before.
    type: file.type as RunnableType,
    run: toTarget(run),
    ...(rollout === undefined ? {} : { rollout: toRollout(rollout) }),
    files: toInputFiles(files, folder, (index) => place("files", index)),
    request: request === null || request === undefined ? null : toRequest(request),
    ...(status === undefined ? {} : { status }),
    ...(schedule === null || schedule === undefined ? {} : { schedule: toSchedule(schedule, place) }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(retries === undefined
      ? {}
      : { retries: { max: retries.max, factor: retries.factor, delayMs: retries.delay, on: retries.on } }),
    ...(logLimit === undefined ? {} : { logLimitBytes: logLimit }),
    environment: Object.entries(env).map(([key, value]) =>
      typeof value === "string"
        ? { key, value }
        : { key, secret: readSecret(environment, value.secretEnv, place("env", key)) },
    ),
  };
  const defined = actions.map((action, index) => toAction(action, environment, place, index));
  return {
    event,
    actions: defined,
    serverNames: (run.on === "servers" && run.servers) || [],
    keepStatus: status === undefined,
  };
}

/** An HTTP request needs not say where it is made. */
function whereByItself({ type }: FileEvent, place: Place): { readonly on: "this-computer" } {
  if (type === "HTTP_REQUEST") return { on: "this-computer" };
  throw new CroniumError("invalid_input", `${place("run")}: say where it runs`, {
    remedy:
      "Give run: { on: container }, { on: this-computer } or { on: servers, servers: [...] }. Nothing was changed.",
  });
}

function toTarget(run: NonNullable<FileEvent["run"]>): EventInput["run"] {
  if (run.on === "container") return toContainer(run);
  return run.on === "servers" ? { on: "servers", serverIds: [], groups: run.groups ?? [] } : run;
}

function toRollout({ pause, ...plain }: NonNullable<FileEvent["rollout"]>): EventInput["rollout"] {
  return { ...plain, ...(pause === undefined ? {} : { pauseMs: pause }) };
}

function toAction(
  { when, run, call }: FileAction,
  environment: NodeJS.ProcessEnv,
  place: Place,
  index: number,
): DefinedActionInput {
  if (run !== undefined) return { when, do: "run_event", event: run };
  if (call === undefined) return { when, do: "notify" };
  const { url, secret } = call;
  if (secret === undefined) return { when, do: "call_url", url };
  const value = readSecret(environment, secret.secretEnv, place("actions", index, "call", "secret"));
  return { when, do: "call_url", url, secret: value };
}

/** Also compiles it, so that what is wrong is told with its line. */
function toSchedule(file: FileSchedule, place: Place): NonNullable<EventInput["schedule"]> {
  const { cron, every, anchor, once, start, end, timezone = "UTC", missedWindow, jitter, ...policies } = file;
  const zone = located(place("schedule", "timezone"), () => findZone(timezone));
  const instant = (key: "start" | "end", text: string | null | undefined): number | null =>
    text === null || text === undefined ? null : located(place("schedule", key), () => readLocalTime(text, zone));
  const bounds = { startMs: instant("start", start), endMs: instant("end", end) };
  located(place("schedule", "end"), () => compileSchedule({ kind: "once", atMs: 0, ...bounds }));
  const shared = { ...policies, ...bounds, timezone, missedWindowMs: missedWindow, jitterMs: jitter };
  if (cron !== undefined) {
    located(place("schedule", "cron"), () => compileSchedule({ kind: "cron", cron, timezone }));
    return { kind: "cron", cron, ...shared };
  }
  if (every !== undefined) {
    located(place("schedule", "every"), () => compileSchedule({ kind: "interval", everyMs: every, anchorMs: 0 }));
    if (anchor === undefined) return { kind: "interval", everyMs: every, ...shared };
    const anchorMs = located(place("schedule", "anchor"), () => readLocalTime(anchor, zone));
    return { kind: "interval", everyMs: every, anchorMs, ...shared };
  }
  return { kind: "once", atMs: located(place("schedule", "once"), () => readLocalTime(once ?? "", zone)), ...shared };
}

function located<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CroniumError)) throw error;
    throw new CroniumError(error.code, `${place}: ${error.message}`, {
      remedy: `${error.remedy ?? ""} Nothing was changed.`.trim(),
      cause: error,
    });
  }
}
