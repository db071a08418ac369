import { SegmentedControl } from "@mantine/core";
import { noticeChoices, type NoticeChoice } from "../../../shared/system.ts";
import type { Settings } from "../../bridge/views.ts";
import { Section } from "../../ui/section.tsx";
import { SettingRow } from "./setting-row.tsx";
import { useSaveSettings } from "./use-save-settings.ts";

const words: Readonly<Record<NoticeChoice, string>> = {
  nothing: "Nothing",
  attention: "What needs me",
  failures: "Failures, too",
};

/** What the program tells on the desktop of its own accord. */
export function Notices({ settings }: { readonly settings: Settings }) {
  const { save } = useSaveSettings();
  return (
    <Section title="Notices" flush>
      <SettingRow
        name="Tell me on this desktop"
        hint="What needs me: a job that waits for a decision, an event paused after failures, data that is not safe. Events say for themselves what else they tell."
      >
        {({ label, hint }) => (
          <SegmentedControl<NoticeChoice>
            aria-labelledby={label}
            aria-describedby={hint}
            data={noticeChoices.map((value) => ({ value, label: words[value] }))}
            value={settings.notify}
            onChange={(notify) => save({ notify })}
          />
        )}
      </SettingRow>
    </Section>
  );
}
