import { sql } from "kysely";
import { scriptTypes, type ScriptType } from "../../shared/words.ts";
import type { Database } from "./tables.ts";

/** An event that runs in containers. */
export interface EventImage {
  readonly event: string;
  readonly type: ScriptType;
  /** The image it names; null where its language's own is meant. */
  readonly image: string | null;
}

/** Which event runs in which image, without archived ones. */
export function listEventImages(database: Database): Promise<EventImage[]> {
  return database
    .selectFrom("events")
    .select(["name as event", "container_image as image", sql<ScriptType>`type`.as("type")])
    .where("run_on", "=", "container")
    .where("type", "in", scriptTypes)
    .where("status", "<>", "ARCHIVED")
    .orderBy("name")
    .execute();
}

/** Every image that an event names, archived ones too, or a job that is not over. */
export async function listNamedImages(database: Database): Promise<ReadonlySet<string>> {
  const events = await database
    .selectFrom("events")
    .select("container_image as image")
    .where("container_image", "is not", null)
    .distinct()
    .execute();
  const jobs = await database
    .selectFrom("jobs")
    .select(sql<string | null>`json_extract(definition, '$.run.image')`.as("image"))
    .where("status", "in", ["queued", "claimed", "running", "needs_attention"])
    .distinct()
    .execute();
  return new Set([...events, ...jobs].flatMap(({ image }) => (image === null ? [] : [image])));
}
