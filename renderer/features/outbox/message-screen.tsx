import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { IconSend } from "@tabler/icons-react";
import { useEffect } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { MessageView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { CodeBlock, CodeText } from "../../ui/code-text.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel, TroublePanel } from "../../ui/error-panel.tsx";
import { KeyValueStrip, type KeyValue } from "../../ui/key-values.tsx";
import { actionWords, triggerWords, undeliveredWords } from "../../ui/message-words.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Screen } from "../../ui/screen.tsx";
import { Section } from "../../ui/section.tsx";
import { MessageStatusBadge } from "../../ui/status-badge.tsx";
import styles from "./outbox.module.css";
import { redeliverWords, useMessageActions } from "./use-message-actions.ts";

/** One message: what it does, how its delivery went, what is delivered. */
export function MessageScreen({ id }: { readonly id: string }) {
  const api = useApi();
  const answer = useQuery(api.outbox.get.queryOptions({ id }));
  const { mutate: markRead } = useMutation(api.outbox.markRead.mutationOptions());
  const message = answer.data;
  const isNew = message?.read === false;
  useEffect(() => {
    if (isNew) markRead({ ids: [id] });
  }, [isNew, id, markRead]);
  if (message !== undefined) return <Message message={message} />;
  return (
    <Screen>
      <PageHeader title="Message" />
      {answer.error === null ? (
        <LoadingRows rows={10} />
      ) : (
        <ErrorPanel title="This message cannot be shown" error={answer.error} onRetry={() => void answer.refetch()} />
      )}
    </Screen>
  );
}

function Message({ message }: { readonly message: MessageView }) {
  const actions = useMessageActions();
  const { status, error } = message;
  return (
    <Screen>
      <div className={styles.page}>
        <PageHeader
          title={actionWords(message.kind, message.destination)}
          status={<MessageStatusBadge status={status} variant="filled" />}
          subtitle={message.subject}
          actions={
            <>
              {actions.canRedeliver(message) && (
                <Button
                  variant={status === "dead" ? "filled" : "default"}
                  leftSection={<IconSend size={14} aria-hidden />}
                  onClick={() => actions.redeliver(message)}
                >
                  {redeliverWords(message)}
                </Button>
              )}
              {actions.canDismiss(message) && (
                <Button variant="default" onClick={() => actions.dismiss(message)}>
                  Dismiss
                </Button>
              )}
            </>
          }
        />
        {error !== undefined && (
          <TroublePanel
            tone={status === "dead" ? "failed" : "partial"}
            title={status === "pending" ? "It has not been delivered yet" : "It could not be delivered"}
            message={undeliveredWords(message.kind, error).replace(/\.?$/, ".")}
            remedy={remedyOf(message)}
            raw={message.kind === "notify" ? error : undefined}
            actions={
              message.kind === "notify" && (
                <Button component="a" variant="default" href={paths.settings()}>
                  Open the settings
                </Button>
              )
            }
          />
        )}
        <KeyValueStrip label="Delivery" items={factsOf(message)} />
        <Section title="What is delivered" aside={message.signed ? "Signed with the action's secret" : undefined}>
          <CodeBlock text={JSON.stringify(message.payload, null, 2)} copy="what is delivered" />
        </Section>
      </div>
    </Screen>
  );
}

function remedyOf({ status, kind }: MessageView): string | undefined {
  if (status === "pending") return "It is tried again by itself.";
  if (status !== "dead") return undefined;
  return kind === "notify"
    ? "Redeliver it once somebody is signed in to a desktop here, or dismiss it. Where there is none, switch notices off in the settings."
    : "Put right what it says, then redeliver it; or dismiss it.";
}

function factsOf(message: MessageView): readonly KeyValue[] {
  const { jobId, eventName, trigger, attempts, attemptsAllowed, nextAttemptAt, finishedAt, resultJobId } = message;
  return [
    ...(jobId === undefined
      ? []
      : [{ label: "After the job", value: <a href={paths.job(jobId)}>{eventName ?? jobId}</a> }]),
    { label: "Because", value: trigger === undefined ? "the settings ask for it" : triggerWords[trigger] },
    { label: "Attempts", value: `${String(attempts)} of ${String(attemptsAllowed)}` },
    { label: "Written", value: <RelativeTime at={message.createdAt} focusable /> },
    ...(nextAttemptAt === undefined
      ? []
      : [{ label: "Next attempt", value: <RelativeTime at={nextAttemptAt} focusable /> }]),
    ...(finishedAt === undefined ? [] : [{ label: "Settled", value: <RelativeTime at={finishedAt} focusable /> }]),
    ...(resultJobId === undefined
      ? []
      : [{ label: "Queued", value: <a href={paths.job(resultJobId)}>{resultJobId}</a> }]),
    ...(message.answer === undefined ? [] : [{ label: "Answer", value: message.answer }]),
    { label: "Message", value: <CodeText text={message.id} copy="message id" />, wide: true },
  ];
}
