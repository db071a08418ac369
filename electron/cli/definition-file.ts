import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { definition as definitionSchema, type Definition } from "../../shared/definition.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { DefinedGroup } from "../../shared/group.ts";
import { issueWords } from "../../shared/issue-text.ts";
import type { ServerInput } from "../../shared/server.ts";
import { toCalendar, type DefinedCalendarInput } from "./calendar-from-file.ts";
import { reasonOf } from "./fetch-secrets.ts";
import { toEvent, toServer, type DefinedEventInput, type Place } from "./from-file.ts";
import { toVariable, type DefinedVariableInput } from "./variable-from-file.ts";
import { toOptions } from "./options-from-file.ts";
import { parseDefinitionFile, type FilePath, type ParsedFile } from "./parse-file.ts";

export interface ReadDefinition {
  readonly definition: Definition;
  /** `file:line:column` of a path in the merged definition, such as `events.3.run.servers`. */
  locate(path: string): string | undefined;
}

export interface Surroundings {
  readonly workingDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Reads definition files and puts them together; keys and secrets are fetched from where they say.
 * @param paths as the command line gave them
 * @throws CroniumError `invalid_input`, `not_found`, `storage` or `unsupported`, with file, line and column
 */
export async function readDefinition(paths: readonly string[], surroundings: Surroundings): Promise<ReadDefinition> {
  const servers: ServerInput[] = [];
  const events: DefinedEventInput[] = [];
  const calendars: DefinedCalendarInput[] = [];
  const groups: DefinedGroup[] = [];
  const variables: Record<string, DefinedVariableInput> = {};
  const origins = new Map<string, { readonly file: ParsedFile; readonly path: FilePath }>();
  for (const path of paths) {
    const absolute = resolve(surroundings.workingDirectory, path);
    const file = parseDefinitionFile(path, await readText(absolute, path));
    for (const [index, server] of (file.content.servers ?? []).entries()) {
      const place = at(file, ["servers", index]);
      refuseDouble(
        servers.map(({ name }) => name),
        server.name,
        "server",
        place,
      );
      origins.set(`servers.${String(servers.length)}`, { file, path: ["servers", index] });
      servers.push(await toServer(server, dirname(absolute), surroundings.environment, place));
    }
    for (const [index, group] of (file.content.groups ?? []).entries()) {
      const place = at(file, ["groups", index]);
      refuseDouble(
        groups.map(({ name }) => name),
        group.name,
        "group",
        place,
      );
      origins.set(`groups.${String(groups.length)}`, { file, path: ["groups", index] });
      const { options, ...limit } = group;
      groups.push({ ...limit, ...(options === undefined ? {} : { options: toOptions(options) }) });
    }
    for (const [key, value] of Object.entries(file.content.variables ?? {})) {
      refuseDouble(Object.keys(variables), key, "variable", at(file, ["variables", key]), false);
      variables[key] = toVariable(value, surroundings.environment, at(file, ["variables", key]));
    }
    for (const [index, event] of (file.content.events ?? []).entries()) {
      const place = at(file, ["events", index]);
      refuseDouble(
        events.map((known) => known.event.name),
        event.name,
        "event",
        place,
      );
      origins.set(`events.${String(events.length)}`, { file, path: ["events", index] });
      events.push(toEvent(event, dirname(absolute), surroundings.environment, place));
    }
    for (const [index, calendar] of (file.content.calendars ?? []).entries()) {
      const place = at(file, ["calendars", index]);
      refuseDouble(
        calendars.map((known) => known.calendar.name),
        calendar.name,
        "calendar",
        place,
      );
      origins.set(`calendars.${String(calendars.length)}`, { file, path: ["calendars", index] });
      calendars.push(toCalendar(calendar, place));
    }
  }
  const locate = (path: string): string | undefined => {
    const [list = "", index = "", ...rest] = path.split(".");
    const origin = origins.get(`${list}.${index}`);
    // What the core wraps, the file writes as one.
    const within = rest[0] === "event" || rest[0] === "calendar" ? rest.slice(1) : rest;
    return origin?.file.locate([...origin.path, ...within.map(toFileKey)]);
  };
  const parsed = definitionSchema.safeParse({ servers, groups, variables, events, calendars }, { reportInput: true });
  if (parsed.success) return { definition: parsed.data, locate };
  const complaints = parsed.error.issues.map((issue) => {
    const path = issue.path.map(String);
    const place = locate(path.join("."));
    const words = issueWords(issue);
    // Messages of our own name what they are about, but for those that say "it".
    const isNamed = words === undefined && !/^(it|a character of it) /.test(issue.message);
    // Of an entry of a list, the list's key says what it is.
    const key = toFileKey(path.findLast((step) => !/^\d+$/.test(step)) ?? "");
    const message = isNamed ? issue.message : `${key}: ${words ?? issue.message}`;
    return place === undefined ? message : `${place}: ${message}`;
  });
  throw new CroniumError("invalid_input", complaints.join("; "), { remedy: "Nothing was changed." });
}

/** The core's words for what the file calls otherwise. */
function toFileKey(step: string): string {
  const words: Readonly<Record<string, string>> = {
    timeoutMs: "timeout",
    delayMs: "delay",
    everyMs: "every",
    anchorMs: "anchor",
    atMs: "once",
    missedWindowMs: "missedWindow",
    jitterMs: "jitter",
    logLimitBytes: "logLimit",
    environment: "env",
    authentication: "auth",
    serverIds: "servers",
    durationMs: "for",
    days: "weekly",
    mostAnswerBytes: "mostAnswer",
    connectMs: "connect",
    tlsMs: "tls",
    firstByteMs: "firstByte",
    wholeMs: "whole",
    memoryBytes: "memory",
    swapBytes: "swap",
    workspaceBytes: "workspace",
    temporaryBytes: "temporary",
    artifactBytes: "artifacts",
    connectTimeoutMs: "connectTimeout",
    keepaliveMs: "keepalive",
    idleMs: "idle",
    healthCheckMs: "healthCheck",
    terminalIdleMs: "terminalIdle",
    waitWhileDownMs: "waitWhileDown",
  };
  return words[step] ?? step;
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
  if (!isUtf8(bytes) || bytes.includes(0)) {
    throw new CroniumError("invalid_input", `${shown} is no text: it has bytes that are in no UTF-8 text`, {
      remedy: "Name a definition file in YAML or JSON; nothing was changed.",
    });
  }
  return bytes.toString("utf8");
}

function at(file: ParsedFile, path: FilePath): Place {
  return (...below) => file.locate([...path, ...below]);
}

function refuseDouble(known: readonly string[], name: string, noun: string, place: Place, folded = true): void {
  const fold = (text: string): string => (folded ? text.trim().toLowerCase() : text);
  if (!known.some((other) => fold(other) === fold(name))) return;
  throw new CroniumError("invalid_input", `${place("name")}: the ${noun} “${name}” is defined twice`, {
    remedy: "Keep one of the two; nothing was changed.",
  });
}
