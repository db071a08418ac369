import { z } from "zod";
import { atOnce } from "./event.ts";
import { tagText } from "./plain-text.ts";

/** How many executions may be under way on the members of a group of servers together. */
export const groupLimit = z.strictObject({ name: tagText, concurrency: atOnce });
export type GroupLimit = z.output<typeof groupLimit>;

/** A group of servers: one that servers are in, or one that has a limit. */
export interface GroupView {
  readonly name: string;
  /** Names of the servers in it, archived ones left out. */
  readonly servers: readonly string[];
  /** Executions that may be under way on them together; null: as many as there are. */
  readonly concurrency: number | null;
  /** Executions under way on them now. */
  readonly runningCount: number;
}
