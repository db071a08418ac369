import type { z } from "zod";
import { defaultSettings, settingsInput, type Settings } from "../../shared/system.ts";
import type { Database } from "./tables.ts";

/** The settings; what was never set, or cannot be read any more, has its default. */
export async function readSettings(database: Database): Promise<Settings> {
  const rows = await database.selectFrom("settings").selectAll().execute();
  const stored = Object.fromEntries(rows.map((row) => [row.key, JSON.parse(row.value) as unknown]));
  const parsed = settingsInput.safeParse(stored);
  if (!parsed.success) return defaultSettings;
  const { concurrency, keepDays, ledgerKeepDays, theme, clock } = parsed.data;
  return {
    concurrency: concurrency ?? defaultSettings.concurrency,
    keepDays: keepDays ?? defaultSettings.keepDays,
    ledgerKeepDays: ledgerKeepDays ?? defaultSettings.ledgerKeepDays,
    theme: theme ?? defaultSettings.theme,
    clock: clock ?? defaultSettings.clock,
  };
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
