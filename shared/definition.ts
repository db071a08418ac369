import { z } from "zod";
import { definedAction, mostActions } from "./action.ts";
import { attachmentName, calendarInput } from "./calendar.ts";
import { checkKind } from "./event-kind-rules.ts";
import { eventParts, mostTargets } from "./event.ts";
import { definedGroup } from "./group.ts";
import { nameText } from "./plain-text.ts";
import { definedVariable, variableKey } from "./variable.ts";
import { serverInput, type ServerTest } from "./server.ts";

/**
 * A definition file after the command has read it: names are not looked up yet, but files, environment variables and
 * durations are resolved, so that the core needs nothing of the caller's machine.
 */
export const definedEvent = z.strictObject({
  event: eventParts.omit({ actions: true }).superRefine(checkKind),
  /** With the other events by name; in place of `event.actions`. */
  actions: z.array(definedAction).max(mostActions).default([]),
  /** Servers by name; in place of `event.run.serverIds`. */
  serverNames: z.array(nameText).max(mostTargets).default([]),
  /** The file says nothing of the status: an event that exists keeps the one it has. */
  keepStatus: z.boolean().default(false),
});
export type DefinedEvent = z.output<typeof definedEvent>;

/** A calendar and what it holds for, by name in place of `calendar.attachments`. */
export const definedCalendar = z.strictObject({
  calendar: calendarInput.omit({ attachments: true }),
  attach: z.array(attachmentName).max(1_000).default([]),
});
export type DefinedCalendar = z.output<typeof definedCalendar>;

export const definition = z.strictObject({
  servers: z.array(serverInput).default([]),
  variables: z.record(variableKey, definedVariable).default({}),
  events: z.array(definedEvent).default([]),
  calendars: z.array(definedCalendar).default([]),
  /** Limits and options of groups of servers. */
  groups: z.array(definedGroup).max(1_000).default([]),
});
export type DefinitionInput = z.input<typeof definition>;
export type Definition = z.output<typeof definition>;

export const applyInput = z.strictObject({
  definition,
  /** Only says what would change. */
  dryRun: z.boolean().default(false),
  /** Removes events, variables, calendars and what is said of groups, and archives servers, that are not in it. */
  prune: z.boolean().default(false),
});

const changeKinds = ["create", "update", "unchanged", "remove"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** A part that differs, by its path in the definition file, with both values as text. Secrets are never shown. */
export interface FieldChange {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** One line of the difference between what is and what the definition says. */
export interface DefinitionChange {
  readonly kind: ChangeKind;
  readonly noun: "server" | "group" | "variable" | "event" | "calendar";
  readonly name: string;
  /** Empty unless it is an update. */
  readonly fields: readonly FieldChange[];
  /** What is not as one might expect of the file, in words that follow the name. */
  readonly notes: readonly string[];
}

export interface ApplyResult {
  readonly changes: readonly DefinitionChange[];
  /** False after a dry run, and when there was nothing to change. */
  readonly applied: boolean;
  /** What the new and changed servers answered afterwards. A server that cannot be reached is no failure. */
  readonly tested: readonly { readonly name: string; readonly test: ServerTest }[];
}

/** A whole definition as a file holds it: plain values, durations as text, secrets by the name of where to find them. */
export interface DefinitionDocument {
  readonly version: 1;
  readonly servers: readonly DocumentPart[];
  /** Limits and options of groups of servers. */
  readonly groups: readonly DocumentPart[];
  readonly variables: DocumentPart;
  readonly events: readonly DocumentPart[];
  readonly calendars: readonly DocumentPart[];
}
export type DocumentPart = Readonly<Record<string, unknown>>;
