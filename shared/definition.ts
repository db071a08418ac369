import { z } from "zod";
import { environmentKey, eventInput } from "./event.ts";
import { serverInput } from "./server.ts";

/**
 * A definition file after the command has read it: names are not looked up yet, but files, environment variables and
 * durations are resolved, so that the core needs nothing of the caller's machine.
 */
export const definedEvent = z.strictObject({
  event: eventInput,
  /** Servers by name; in place of `event.run.serverIds`. */
  serverNames: z.array(z.string()),
});
export type DefinedEvent = z.infer<typeof definedEvent>;

export const definition = z.strictObject({
  servers: z.array(serverInput).default([]),
  variables: z.record(environmentKey, z.json()).default({}),
  events: z.array(definedEvent).default([]),
});
export type DefinitionInput = z.input<typeof definition>;
export type Definition = z.output<typeof definition>;

export const applyInput = z.strictObject({
  definition,
  /** Only says what would change. */
  dryRun: z.boolean().default(false),
  /** Removes events and variables, and archives servers, that the definition does not name. */
  prune: z.boolean().default(false),
});
export type ApplyInput = z.input<typeof applyInput>;

export const changeKinds = ["create", "update", "unchanged", "remove"] as const;

/** One line of the difference between what is and what the definition says. */
export interface DefinitionChange {
  readonly kind: (typeof changeKinds)[number];
  readonly noun: "server" | "variable" | "event";
  readonly name: string;
  /** Which parts differ, by path, for an update. Values of secrets are never shown. */
  readonly fields: readonly { readonly path: string; readonly from: string; readonly to: string }[];
}

export interface ApplyResult {
  readonly changes: readonly DefinitionChange[];
  readonly applied: boolean;
}
