import { Button } from "@mantine/core";
import { useMemo } from "react";
import { messageStatuses } from "../../../shared/words.ts";
import type { MessageSummary } from "../../bridge/views.ts";
import { usePlaceQuery } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Screen } from "../../ui/screen.tsx";
import { MessageStatusBadge } from "../../ui/status-badge.tsx";
import { StatusChips } from "../../ui/status-chips.tsx";
import { messageLooks } from "../../ui/status-looks.ts";
import { messageColumns } from "./message-columns.tsx";
import { readStatuses, switchStatus } from "./message-filter.ts";
import { outboxAnswer } from "./outbox-answer.ts";
import styles from "./outbox.module.css";
import { useMessageActions } from "./use-message-actions.ts";
import { useMessagePages } from "./use-message-pages.ts";

/** What follows from jobs and is told, newest first, live. */
export function OutboxScreen() {
  const [query, change] = usePlaceQuery();
  const statuses = useMemo(() => readStatuses(query), [query]);
  const pages = useMessagePages(statuses);
  const actions = useMessageActions();
  const { messages, counts } = pages;
  return (
    <Screen height="fill">
      <PageHeader title="Outbox" subtitle={counts === undefined ? undefined : outboxAnswer(counts)} />
      <StatusChips
        names={messageStatuses}
        looks={messageLooks}
        countOf={(status) => counts?.[status]}
        chosen={statuses}
        onSwitch={(status) => change({ status: switchStatus(statuses, status) })}
      />
      {pages.error !== undefined && messages === undefined && (
        <ErrorPanel title="The outbox could not be listed" error={pages.error} onRetry={pages.retry} />
      )}
      {pages.error === undefined && messages === undefined && <LoadingRows rows={12} />}
      {messages?.length === 0 &&
        (statuses.length > 0 ? <NoMatch onClear={() => change({ status: undefined })} /> : <NoMessages />)}
      {messages !== undefined && messages.length > 0 && (
        <DataTable<MessageSummary>
          label="Messages"
          rows={messages}
          rowKey={messageKey}
          columns={messageColumns}
          rowHref={(message) => paths.message(message.id)}
          rowActions={actions.menu}
          rowKeys={{ r: actions.redeliver, x: actions.dismiss }}
          onEnd={pages.more}
        />
      )}
    </Screen>
  );
}

function messageKey(message: MessageSummary): string {
  return message.id;
}

function NoMatch({ onClear }: { readonly onClear: () => void }) {
  return (
    <EmptyState
      sentence="No message is in this state."
      action={
        <Button variant="default" onClick={onClear}>
          Show all messages
        </Button>
      }
    />
  );
}

function NoMessages() {
  return (
    <EmptyState
      sentence="Nothing has followed from a job yet. What an event does after it ends appears here, and how it was delivered."
      picture={
        <span className={styles.picture}>
          <MessageStatusBadge status="pending" variant="filled" />
          <MessageStatusBadge status="delivered" variant="filled" />
          <MessageStatusBadge status="dead" variant="filled" />
        </span>
      }
      action={
        <Button component="a" href={paths.events()}>
          Go to events
        </Button>
      }
    />
  );
}
