import { Button } from "@mantine/core";
import { IconArchive, IconArchiveOff, IconPencil, IconPlugConnected, IconTerminal2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { ServerView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { Chips } from "../../ui/chips.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { KeyValueStrip } from "../../ui/key-values.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Screen, Split } from "../../ui/screen.tsx";
import { ServerStatusBadge } from "../../ui/status-badge.tsx";
import { HostKeyPanel } from "./host-key-panel.tsx";
import { CredentialPanel } from "./credential-panel.tsx";
import { RestoreDialog } from "./restore-dialog.tsx";
import { ServerCharts } from "./server-charts.tsx";
import { ServerDialog } from "./server-dialog.tsx";
import { ServerEvents } from "./server-events.tsx";
import { ServerFactsPanel } from "./server-facts-panel.tsx";
import { ServerJobs } from "./server-jobs.tsx";
import { ServerRail } from "./server-rail.tsx";
import { ServerTestResult } from "./server-test-result.tsx";
import { ServerTrouble } from "./server-trouble.tsx";
import { authenticationWords, loginOf } from "./server-words.ts";
import { useServerActions } from "./use-server-actions.ts";
import { useServerTest } from "./use-server-test.ts";

/** One server: how it is, whether it is trusted, what runs there. */
export function ServerScreen({ id }: { readonly id: number }) {
  const api = useApi();
  const { data, error, refetch } = useQuery(api.servers.get.queryOptions({ id }));
  return (
    <Split list={<ServerRail current={id} />} label="Servers">
      <Screen>
        {data === undefined && error === null && <LoadingRows />}
        {data === undefined && error !== null && (
          <ErrorPanel title="This server could not be read" error={error} onRetry={() => void refetch()} />
        )}
        {data !== undefined && <ServerPage server={data} />}
      </Screen>
    </Split>
  );
}

function ServerPage({ server }: { readonly server: ServerView }) {
  const [editing, setEditing] = useState(false);
  const [restoring, setRestoring] = useState(false);
  const actions = useServerActions();
  const { testing, result, error, test } = useServerTest(server.id);
  const inUse = !server.archived;
  // A key that waits for an answer comes first: nothing runs before it is given.
  const isAsked = inUse && server.offered !== undefined;
  useShortcut({ keys: "t", label: "Test the server", group: "This screen", enabled: inUse }, test);
  useShortcut({ keys: "e", label: "Edit the server", group: "This screen", enabled: inUse }, () => setEditing(true));
  return (
    <>
      <PageHeader
        title={server.name}
        status={<ServerStatusBadge status={server.status} archived={server.archived} variant="filled" />}
        subtitle={
          <>
            <code>{loginOf(server)}</code> {authenticationWords[server.authenticationKind]}
          </>
        }
        actions={
          inUse ? (
            <>
              <Button loading={testing} leftSection={<IconPlugConnected size={15} aria-hidden />} onClick={test}>
                Test
              </Button>
              <Button
                component="a"
                href={paths.serverTerminal(server.id)}
                variant="default"
                leftSection={<IconTerminal2 size={15} aria-hidden />}
              >
                Terminal
              </Button>
              <Button
                variant="default"
                leftSection={<IconPencil size={15} aria-hidden />}
                onClick={() => setEditing(true)}
              >
                Edit
              </Button>
            </>
          ) : (
            <Button leftSection={<IconArchiveOff size={15} aria-hidden />} onClick={() => setRestoring(true)}>
              Restore
            </Button>
          )
        }
        menu={inUse ? [{ label: "Archive", icon: IconArchive, danger: true, run: () => actions.archive(server) }] : []}
      />
      <ServerTestResult server={server} result={result} error={error} testing={testing} onTest={test} />
      <ServerTrouble server={server} />
      {isAsked && <HostKeyPanel server={server} />}
      <KeyValueStrip
        label="Server in short"
        items={[
          {
            label: "Checked",
            value: server.checkedAt === undefined ? "Never" : <RelativeTime at={server.checkedAt} focusable />,
          },
          { label: "Answers in", value: server.latencyMs === undefined ? "Not known" : elapsedText(server.latencyMs) },
          {
            label: "Last seen",
            value: server.seenAt === undefined ? "Never" : <RelativeTime at={server.seenAt} focusable />,
          },
          { label: "Reached", value: server.chosen.jump === null ? "Straight" : `Through ${server.chosen.jump}` },
          {
            label: "Groups",
            value: server.groups.length === 0 ? "None" : <Chips names={server.groups} wrap shown={6} />,
          },
          { label: "Tags", value: server.tags.length === 0 ? "None" : <Chips names={server.tags} wrap shown={6} /> },
          {
            label: "Running now",
            value:
              server.concurrency === null
                ? server.runningCount
                : `${String(server.runningCount)} of ${String(server.concurrency)} at most`,
          },
        ]}
      />
      {(inUse || server.facts !== undefined) && <ServerFactsPanel server={server} />}
      {(inUse || server.checkedAt !== undefined) && <ServerCharts serverId={server.id} />}
      {!isAsked && (inUse || server.pinned !== undefined) && <HostKeyPanel server={server} />}
      <CredentialPanel server={server} onReplace={() => setEditing(true)} />
      <ServerEvents serverId={server.id} />
      <ServerJobs serverId={server.id} />
      <RestoreDialog server={restoring ? server : undefined} onClose={() => setRestoring(false)} />
      <ServerDialog subject={editing ? server : undefined} onClose={() => setEditing(false)} />
    </>
  );
}
