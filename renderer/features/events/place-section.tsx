import { SegmentedControl, Select, TextInput } from "@mantine/core";
import { IconBox, IconDeviceDesktop, IconServer } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { containerNetworks, runPlaces, type RunPlace } from "../../../shared/words.ts";
import { useApi } from "../../bridge/api.tsx";
import { Section } from "../../ui/section.tsx";
import { toneClass } from "../../ui/tone-class.ts";
import { ContainerSettingsFields } from "./container-settings.tsx";
import styles from "./event-editor.module.css";
import type { EventForm } from "./event-form.ts";
import { networkWords } from "./policy-words.ts";
import { typeWords } from "./script-types.tsx";
import { ServerChoice } from "./server-choice.tsx";

const placeWords: Readonly<Record<RunPlace, string>> = {
  servers: "Servers",
  container: "Container",
  "this-computer": "This computer",
};
const placeIcons = { servers: IconServer, container: IconBox, "this-computer": IconDeviceDesktop };

export function PlaceSection({ form }: { readonly form: EventForm }) {
  const { draft, change } = form;
  return (
    <Section
      title="Where"
      actions={
        <SegmentedControl
          aria-label="Where it runs"
          data={runPlaces.map((value) => {
            const Mark = placeIcons[value];
            return {
              value,
              label: (
                <span className={styles.segment}>
                  <Mark size={14} aria-hidden />
                  {placeWords[value]}
                </span>
              ),
            };
          })}
          value={draft.place}
          onChange={(place) => change({ place }, "run")}
        />
      }
    >
      {draft.place === "servers" && <ServerChoice form={form} />}
      {draft.place === "container" && <ContainerFields form={form} />}
      {draft.place === "this-computer" && (
        <p className={styles.hint}>
          Runs as you, with your files and your network. It does not run while this computer is off or asleep.
        </p>
      )}
    </Section>
  );
}

function ContainerFields({ form }: { readonly form: EventForm }) {
  const { draft, change, field } = form;
  const api = useApi();
  const { data: status } = useQuery(api.system.status.queryOptions());
  return (
    <div className={styles.fields}>
      {status?.docker.available === false && (
        <p className={`${styles.note} ${toneClass("partial")}`} role="status">
          Docker cannot be reached right now: {status.docker.detail} The event can be saved, but not run.
        </p>
      )}
      <TextInput
        {...field("run.image")}
        label="Image"
        description={`Empty: the image that comes with Cronium for ${typeWords[draft.type]}.`}
        placeholder={`Default for ${typeWords[draft.type]}`}
        classNames={{ input: styles.code ?? "" }}
        spellCheck={false}
        value={draft.image}
        onChange={(input) => change({ image: input.currentTarget.value }, "run.image")}
      />
      <Select
        {...field("run.network")}
        label="Network"
        description={networkWords[draft.network].detail}
        w={200}
        data={containerNetworks.map((value) => ({ value, label: networkWords[value].title }))}
        value={draft.network}
        allowDeselect={false}
        onChange={(network) => {
          if (network !== null) change({ network }, "run.network");
        }}
      />
      <ContainerSettingsFields form={form} />
    </div>
  );
}
