import { existsSync, readFileSync, rmSync } from "node:fs";
import { z } from "zod";
import { openReadConnection } from "./connection.ts";
import { replaceText } from "./durable-files.ts";

const restoredMark = z.object({
  /** Servers that have been asked since what lies on them. */
  asked: z.array(z.int()),
});
/** That a backup has taken the place of the database, whose knowledge of servers may be an older one. */
export type RestoredMark = z.infer<typeof restoredMark>;

function markPath(databasePath: string): string {
  return `${databasePath}.restored`;
}

/** @param mark undefined: nothing is left to be asked */
export function markRestored(databasePath: string, mark: RestoredMark | undefined): void {
  if (mark === undefined) rmSync(markPath(databasePath), { force: true });
  else replaceText(markPath(databasePath), JSON.stringify(mark));
}

/** @returns undefined where nothing was restored, or all that follows from it is done */
export function readRestoredMark(databasePath: string): RestoredMark | undefined {
  const path = markPath(databasePath);
  if (!existsSync(path)) return undefined;
  try {
    return restoredMark.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    // That it is there says enough: everybody is asked again.
    return { asked: [] };
  }
}

/** A schedule that a database knows to be left to a server. */
export interface LeftInDatabase {
  readonly eventName: string;
  readonly serverName: string;
  /** Epoch milliseconds. */
  readonly untilAt: number;
}

/** What a database that nobody has open knows to be left to servers; nothing where it cannot be read. */
export function leftInDatabase(databasePath: string): readonly LeftInDatabase[] {
  if (!existsSync(databasePath)) return [];
  try {
    const connection = openReadConnection(databasePath);
    try {
      const select = `SELECT event_name AS eventName, server_name AS serverName, until_at AS untilAt
        FROM delegations WHERE ended_at IS NULL ORDER BY event_name`;
      return connection.prepare<[], LeftInDatabase>(select).all();
    } finally {
      connection.close();
    }
  } catch {
    // It is damaged, or of a time before schedules could be left: that is why another takes its place.
    return [];
  }
}
