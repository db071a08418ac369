import { Button, Tabs, Tooltip } from "@mantine/core";
import {
  IconBraces,
  IconEdit,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerTrackNext,
  IconServer,
} from "@tabler/icons-react";
import { useState } from "react";
import type { EventView } from "../../bridge/views.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { navigate, usePlaceQuery } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { Chips } from "../../ui/chips.tsx";
import type { MenuAction } from "../../ui/menu-actions.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Screen } from "../../ui/screen.tsx";
import { EventStatusBadge } from "../../ui/status-badge.tsx";
import { DelegationDialog, canBeLeft } from "./delegation-dialog.tsx";
import { DelegationPanel } from "./delegation-panel.tsx";
import { DefinitionTab } from "./definition-tab.tsx";
import styles from "./event-detail.module.css";
import { EventSummaryStrip } from "./event-summary-strip.tsx";
import { HistoryTab } from "./history-tab.tsx";
import { LedgerTab } from "./ledger-tab.tsx";
import { PausedPanel } from "./paused-panel.tsx";
import { RunWithInput } from "./run-with-input.tsx";
import { RunsTab } from "./runs-tab.tsx";
import { useEventActions } from "./use-event-actions.ts";

const tabs = [
  { value: "runs", label: "Runs" },
  { value: "ledger", label: "Ledger" },
  { value: "definition", label: "Definition" },
  { value: "history", label: "History" },
] as const;

/** An event: how it is doing, what it did and why, and what it is. */
export function EventDetail({ event }: { readonly event: EventView }) {
  const [query, change] = usePlaceQuery();
  const actions = useEventActions();
  const tab = tabs.find(({ value }) => value === query.get("tab"))?.value ?? "runs";
  const [givesInput, setGivesInput] = useState(false);
  const [isLeaving, setIsLeaving] = useState(false);
  const archived = event.status === "ARCHIVED";
  const run = (): void => {
    if (!archived) actions.run(event, (jobId) => navigate(paths.job(jobId)));
  };
  useShortcut({ keys: "r", label: "Run now", group: "This screen" }, run);
  useShortcut({ keys: "e", label: "Edit", group: "This screen" }, () => navigate(paths.editEvent(event.id)));
  const active = event.status === "ACTIVE";
  return (
    <Screen height="fill">
      <PageHeader
        title={event.name}
        status={<EventStatusBadge status={event.status} variant="filled" />}
        subtitle={
          event.description !== "" || event.tags.length > 0 ? (
            <span className={styles.about}>
              {event.description}
              <Chips names={event.tags} shown={6} />
            </span>
          ) : undefined
        }
        actions={
          <>
            {!archived && (
              <Tooltip label="Run now (r)">
                <Button leftSection={<IconPlayerPlay size={15} aria-hidden />} onClick={run}>
                  Run now
                </Button>
              </Tooltip>
            )}
            <Button
              component="a"
              variant="default"
              href={paths.editEvent(event.id)}
              leftSection={<IconEdit size={15} aria-hidden />}
            >
              Edit
            </Button>
            {!archived && (
              <Button
                variant="default"
                leftSection={
                  active ? <IconPlayerPause size={15} aria-hidden /> : <IconPlayerTrackNext size={15} aria-hidden />
                }
                onClick={() => actions.setStatus(event, active ? "PAUSED" : "ACTIVE")}
              >
                {active ? "Pause" : "Activate"}
              </Button>
            )}
          </>
        }
        menu={[
          ...(archived
            ? []
            : [{ label: "Run with input…", icon: IconBraces, run: () => setGivesInput(true) } satisfies MenuAction]),
          ...(canBeLeft(event)
            ? [{ label: "Leave to a server…", icon: IconServer, run: () => setIsLeaving(true) } satisfies MenuAction]
            : []),
          ...actions.menu(event, { inList: false }),
        ]}
      />
      {givesInput && <RunWithInput event={event} onClose={() => setGivesInput(false)} />}
      {isLeaving && <DelegationDialog event={event} onClose={() => setIsLeaving(false)} />}
      <PausedPanel event={event} actions={actions} />
      <DelegationPanel event={event} />
      <EventSummaryStrip event={event} />
      <Tabs
        value={tab}
        onChange={(value) => change({ tab: value === "runs" ? "" : (value ?? "") })}
        className={styles.tabs}
      >
        <Tabs.List aria-label="About this event">
          {tabs.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="runs" className={styles.panel}>
          <RunsTab event={event} />
        </Tabs.Panel>
        <Tabs.Panel value="ledger" className={styles.panel}>
          <LedgerTab event={event} />
        </Tabs.Panel>
        <Tabs.Panel value="definition" className={styles.panel}>
          <DefinitionTab event={event} />
        </Tabs.Panel>
        <Tabs.Panel value="history" className={styles.panel}>
          <HistoryTab event={event} />
        </Tabs.Panel>
      </Tabs>
    </Screen>
  );
}
