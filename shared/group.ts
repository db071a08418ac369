import { z } from "zod";
import { atOnce } from "./event.ts";
import { tagText } from "./plain-text.ts";
import { serverOptions, type ServerOptions } from "./server-options.ts";

/** How many executions may be under way on the members of a group of servers together. */
export const groupLimit = z.strictObject({ name: tagText, concurrency: atOnce });
export type GroupLimit = z.output<typeof groupLimit>;

/** What a group chooses for its members; nothing at all takes its choices away. */
export const groupChoice = z.strictObject({ name: tagText, options: serverOptions });

/** A group as a definition says it is, wholly: what is absent it does not have. */
export const definedGroup = z.strictObject({
  name: tagText,
  concurrency: atOnce.optional(),
  options: serverOptions.optional(),
});
export type DefinedGroup = z.output<typeof definedGroup>;

/** A group of servers: one that servers are in, or one that has a limit or options. */
export interface GroupView {
  readonly name: string;
  /** Names of the servers in it, archived ones left out. */
  readonly servers: readonly string[];
  /** Executions that may be under way on them together; null: as many as there are. */
  readonly concurrency: number | null;
  /** What it chooses for its members. */
  readonly options: ServerOptions;
  /** Executions under way on them now. */
  readonly runningCount: number;
}
