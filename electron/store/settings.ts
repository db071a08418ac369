import type { z } from "zod";
import { defaultSettings, settingsInput, type Settings } from "../../shared/system.ts";
import type { Database } from "./tables.ts";

/** The settings; what was never set, or cannot be read any more, has its default. */
export async function readSettings(database: Database): Promise<Settings> {
  const rows = await database.selectFrom("settings").selectAll().execute();
  const stored = Object.fromEntries(rows.map((row) => [row.key, JSON.parse(row.value) as unknown]));
  const parsed = settingsInput.safeParse(stored);
  if (!parsed.success) return defaultSettings;
  // What was never set has no row, so that nothing here is undefined.
  return { ...defaultSettings, ...(parsed.data as Partial<Settings>) };
}

export async function writeSettings(
  database: Database,
  changed: z.infer<typeof settingsInput>,
  now: number,
): Promise<void> {
  for (const [key, value] of Object.entries(changed)) {
    if (value === undefined) continue;
    const row = { key, value: JSON.stringify(value), updated_at: now };
    await database
      .insertInto("settings")
      .values(row)
      .onConflict((conflict) => conflict.column("key").doUpdateSet(row))
      .execute();
  }
}
