import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Screen } from "../../ui/screen.tsx";
import { About } from "./about.tsx";
import { Appearance } from "./appearance.tsx";
import { GroupLimits } from "./group-limits.tsx";
import { Health } from "./health.tsx";
import { Notices } from "./notices.tsx";
import { Running } from "./running.tsx";
import { Secrets } from "./secrets.tsx";
import { Storage } from "./storage.tsx";
import { Watch } from "./watch.tsx";

/** How the program looks and works, and whether everything it stands on is in order. */
export function SettingsScreen() {
  const api = useApi();
  const { data, error, refetch } = useQuery(api.settings.get.queryOptions());
  return (
    <Screen narrow>
      <PageHeader title="Settings" />
      {data === undefined && error === null && <LoadingRows />}
      {data === undefined && error !== null && (
        <ErrorPanel title="The settings could not be read" error={error} onRetry={() => void refetch()} />
      )}
      {data !== undefined && (
        <>
          <Appearance settings={data} />
          <Running settings={data} />
          <GroupLimits />
          <Notices settings={data} />
        </>
      )}
      <Secrets />
      <Storage settings={data} />
      <Watch />
      <Health />
      <About />
    </Screen>
  );
}
