import { NumberInput, Select } from "@mantine/core";
import { containerFields, containerSummary, usualOf, type ContainerDraft } from "./container-draft.ts";
import { EditorDisclosure } from "./editor-disclosure.tsx";
import type { EventForm } from "./event-form.ts";

/** What a container may use; what is left empty is as usual. */
export function ContainerSettingsFields({ form }: { readonly form: EventForm }) {
  const { draft, field, complaints } = form;
  const { settings } = draft;
  const change = (part: Partial<ContainerDraft>, path: string): void =>
    form.change({ settings: { ...settings, ...part } }, path);
  const isWrong = Object.keys(complaints).some((path) => path.startsWith("run.settings"));
  return (
    <EditorDisclosure title="What it may use" summary={containerSummary(settings)} forced={isWrong}>
      {containerFields.map((one) => (
        <NumberInput
          key={one.key}
          {...field(`run.settings.${one.key}`)}
          label={one.label}
          description={one.hint}
          placeholder={`${String(usualOf(one))}${one.isSize ? " MiB" : ""}`}
          suffix={one.isSize ? " MiB" : ""}
          min={0}
          step={one.step}
          clampBehavior="none"
          value={settings[one.key]}
          onChange={(value) => change({ [one.key]: value }, `run.settings.${one.key}`)}
        />
      ))}
      <Select
        {...field("run.settings.seccomp")}
        label="System calls"
        description={
          settings.seccomp === "strict"
            ? "Only what ordinary scripts need. Debuggers and unusual programs fail."
            : "Those that Docker lets every container make."
        }
        data={[
          { value: "default" as const, label: "Default" },
          { value: "strict" as const, label: "Strict" },
        ]}
        value={settings.seccomp === "strict" ? "strict" : "default"}
        allowDeselect={false}
        onChange={(chosen) => {
          if (chosen !== null) change({ seccomp: chosen === "default" ? "" : chosen }, "run.settings.seccomp");
        }}
      />
    </EditorDisclosure>
  );
}
