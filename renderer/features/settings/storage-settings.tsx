import type { Settings } from "../../bridge/views.ts";
import { NumberSetting } from "./number-setting.tsx";
import { SettingRow } from "./setting-row.tsx";
import { useSaveSettings } from "./use-save-settings.ts";

const megabyte = 1_000_000;

interface StorageSetting {
  readonly key:
    "backupEveryHours" | "backupKeep" | "keepJobsPerEvent" | "keepLogBytes" | "logLimitBytes" | "variableLimitBytes";
  readonly name: string;
  readonly hint: string;
  readonly least: number;
  readonly most: number;
  readonly unit: readonly [one: string, several: string];
  /** What one of the unit stands for. */
  readonly factor?: number;
}

const rows: readonly StorageSetting[] = [
  {
    key: "backupEveryHours",
    name: "Back up every",
    hint: "A verified copy of the database, made while Cronium runs; 0 makes none.",
    least: 0,
    most: 720,
    unit: ["hour", "hours"],
  },
  {
    key: "backupKeep",
    name: "Keep backups",
    hint: "The newest so many, and the newest of each of the last seven days.",
    least: 1,
    most: 365,
    unit: ["backup", "backups"],
  },
  {
    key: "keepJobsPerEvent",
    name: "Keep jobs of each event",
    hint: "Finished jobs beyond the newest so many are removed with their logs; 0 sets no limit.",
    least: 0,
    most: 1_000_000,
    unit: ["job", "jobs"],
  },
  {
    key: "keepLogBytes",
    name: "Logs may take",
    hint: "Beyond this the oldest finished jobs are removed with their logs; 0 sets no limit.",
    least: 0,
    most: 100_000_000,
    unit: ["MB", "MB"],
    factor: megabyte,
  },
  {
    key: "logLimitBytes",
    name: "Log of a run",
    hint: "What a run writes beyond this is left out, and its log says so. An event may have its own; 0 sets no limit.",
    least: 0,
    most: 100_000_000,
    unit: ["MB", "MB"],
    factor: megabyte,
  },
  {
    key: "variableLimitBytes",
    name: "All variables",
    hint: "A change that would make them take more is refused; values of secrets do not count. 0 sets no limit.",
    least: 0,
    most: 100_000_000,
    unit: ["MB", "MB"],
    factor: megabyte,
  },
];

/** How often the data is copied, and how much of it is kept. Jobs too old to keep are a setting of running. */
export function StorageSettings({ settings }: { readonly settings: Settings }) {
  const { save } = useSaveSettings();
  return rows.map(({ key, name, hint, least, most, unit, factor = 1 }) => {
    const value = Math.round(settings[key] / factor);
    return (
      <SettingRow key={key} name={name} hint={hint}>
        {({ label, hint: hintId }) => (
          <NumberSetting
            value={value}
            least={least}
            most={most}
            unit={unit[value === 1 ? 0 : 1]}
            labelId={label}
            hintId={hintId}
            onSave={(next) => save({ [key]: next * factor })}
          />
        )}
      </SettingRow>
    );
  });
}
