import type { Settings } from "../../bridge/views.ts";
import { Section } from "../../ui/section.tsx";
import { NumberSetting } from "./number-setting.tsx";
import { SettingRow } from "./setting-row.tsx";
import { useSaveSettings } from "./use-save-settings.ts";

/** How much runs at once, and how long it is remembered. */
export function Running({ settings }: { readonly settings: Settings }) {
  const { save } = useSaveSettings();
  return (
    <Section title="Running" flush>
      <SettingRow name="At once" hint="What is due beyond this waits in the queue, by priority.">
        {({ label, hint }) => (
          <NumberSetting
            value={settings.concurrency}
            least={1}
            most={500}
            unit={settings.concurrency === 1 ? "run" : "runs"}
            labelId={label}
            hintId={hint}
            onSave={(concurrency) => save({ concurrency })}
          />
        )}
      </SettingRow>
      <SettingRow name="Keep" hint="Finished jobs and their logs are removed after this; 0 keeps everything.">
        {({ label, hint }) => (
          <NumberSetting
            value={settings.keepDays}
            least={0}
            most={3_650}
            unit={settings.keepDays === 1 ? "day" : "days"}
            labelId={label}
            hintId={hint}
            onSave={(keepDays) => save({ keepDays })}
          />
        )}
      </SettingRow>
      <SettingRow
        name="Keep the ledger"
        hint="What became of every due time is remembered for this long, with its seal; 0 keeps everything."
      >
        {({ label, hint }) => (
          <NumberSetting
            value={settings.ledgerKeepDays}
            least={0}
            most={36_500}
            unit={settings.ledgerKeepDays === 1 ? "day" : "days"}
            labelId={label}
            hintId={hint}
            onSave={(ledgerKeepDays) => save({ ledgerKeepDays })}
          />
        )}
      </SettingRow>
    </Section>
  );
}
