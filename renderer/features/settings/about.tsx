import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { paths } from "../../navigation/paths.ts";
import type { SystemStatus } from "../../bridge/views.ts";
import { CodeText } from "../../ui/code-text.tsx";
import { KeyValueList } from "../../ui/key-values.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Section } from "../../ui/section.tsx";
import { ZoneChip } from "../../ui/zoned-time.tsx";

const backendWords: Readonly<Record<SystemStatus["vault"]["backend"], string>> = {
  keychain: "This computer's keychain",
  file: "An encrypted file",
  none: "Nowhere yet",
};

/** Which program this is, where its data lies and where secrets go. */
export function About() {
  const api = useApi();
  const { data } = useQuery(api.system.status.queryOptions());
  if (data === undefined) return null;
  return (
    <Section title="About">
      <KeyValueList
        items={[
          { label: "Version", value: `Cronium ${data.version}` },
          { label: "Data directory", value: <CodeText text={data.dataDirectory} copy="path" /> },
          { label: "Secrets are kept in", value: `${backendWords[data.vault.backend]} (${data.vault.detail})` },
          { label: "Docker", value: data.docker.detail },
          { label: "Images for containers", value: <a href={paths.images()}>Build, pull and remove images</a> },
          { label: "Time zone", value: <ZoneChip zone={data.timezone} /> },
          { label: "Running since", value: <RelativeTime at={data.startedAt} focusable /> },
          { label: "Process", value: data.pid },
        ]}
      />
    </Section>
  );
}
