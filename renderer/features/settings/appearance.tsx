import { SegmentedControl } from "@mantine/core";
import type { Settings } from "../../bridge/views.ts";
import { Section } from "../../ui/section.tsx";
import { SettingRow } from "./setting-row.tsx";
import { useSaveSettings } from "./use-save-settings.ts";

/** The look and the hour clock. */
export function Appearance({ settings }: { readonly settings: Settings }) {
  const { save } = useSaveSettings();
  return (
    <Section title="Appearance" flush>
      <SettingRow name="Look" hint="System follows this computer.">
        {({ label }) => (
          <SegmentedControl<Settings["theme"]>
            aria-labelledby={label}
            data={[
              { value: "auto", label: "System" },
              { value: "light", label: "Light" },
              { value: "dark", label: "Dark" },
            ]}
            value={settings.theme}
            onChange={(theme) => save({ theme })}
          />
        )}
      </SettingRow>
      <SettingRow name="Clock" hint="How the hours of every time are written.">
        {({ label }) => (
          <SegmentedControl<Settings["clock"]>
            aria-labelledby={label}
            data={[
              { value: "24h", label: "14:30" },
              { value: "12h", label: "2:30 pm" },
            ]}
            value={settings.clock}
            onChange={(clock) => save({ clock })}
          />
        )}
      </SettingRow>
    </Section>
  );
}
