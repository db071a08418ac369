import { useMutation } from "@tanstack/react-query";
import { IconArrowUpRight, IconListDetails, IconSend, IconX } from "@tabler/icons-react";
import { useApi } from "../../bridge/api.tsx";
import type { MessageSummary } from "../../bridge/views.ts";
import { navigate } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { confirm } from "../../ui/confirm.tsx";
import type { MenuAction } from "../../ui/menu-actions.tsx";
import { actionWords } from "../../ui/message-words.ts";
import { notifyDone, notifyProblem } from "../../ui/notify.tsx";

export interface MessageActions {
  readonly canRedeliver: (message: MessageSummary) => boolean;
  readonly redeliver: (message: MessageSummary) => void;
  readonly canDismiss: (message: MessageSummary) => boolean;
  readonly dismiss: (message: MessageSummary) => void;
  /** Everything that can be done with a message of a list. */
  readonly menu: (message: MessageSummary) => readonly MenuAction[];
}

/** What can be done with messages. */
export function useMessageActions(): MessageActions {
  const api = useApi();
  const redelivering = useMutation(api.outbox.redeliver.mutationOptions());
  const dismissing = useMutation(api.outbox.dismiss.mutationOptions());
  const canRedeliver = ({ kind, status }: MessageSummary): boolean => kind !== "run_event" || status !== "delivered";
  const canDismiss = ({ status }: MessageSummary): boolean => status === "dead" || status === "pending";

  const send = (message: MessageSummary): void =>
    redelivering.mutate(
      { id: message.id },
      {
        onSuccess: () => notifyDone("It is being delivered again."),
        onError: (error) => notifyProblem("It could not be delivered again", error),
      },
    );
  const redeliver = (message: MessageSummary): void => {
    if (!canRedeliver(message)) return;
    if (message.status !== "delivered") {
      send(message);
      return;
    }
    confirm({
      title: `${actionWords(message.kind, message.destination)} once more?`,
      consequences: ["It has been delivered already. It is delivered again, under the same id."],
      verb: "Deliver again",
      onConfirm: () => send(message),
    });
  };
  const giveUp = (message: MessageSummary): void =>
    dismissing.mutate(
      { id: message.id },
      {
        onSuccess: ({ mayHaveArrived }) =>
          notifyDone(
            mayHaveArrived
              ? "It is dismissed. It was being delivered just then and may have arrived."
              : "It is dismissed.",
          ),
        onError: (error) => notifyProblem("It could not be dismissed", error),
      },
    );
  const dismiss = (message: MessageSummary): void => {
    if (!canDismiss(message)) return;
    if (message.status === "dead") {
      giveUp(message);
      return;
    }
    confirm({
      title: "Give up this delivery?",
      consequences: [
        "It has not been delivered yet, and is not tried again.",
        "It can be delivered again later, by hand.",
      ],
      verb: "Give it up",
      danger: true,
      onConfirm: () => giveUp(message),
    });
  };
  const menu = (message: MessageSummary): readonly MenuAction[] => {
    const { jobId } = message;
    return [
      { label: "Open", icon: IconArrowUpRight, run: () => navigate(paths.message(message.id)) },
      ...(jobId === undefined
        ? []
        : [{ label: "Open the job", icon: IconListDetails, run: () => navigate(paths.job(jobId)) }]),
      ...(canRedeliver(message)
        ? [{ label: redeliverWords(message), icon: IconSend, run: () => redeliver(message) }]
        : []),
      ...(canDismiss(message) ? [{ label: "Dismiss", icon: IconX, run: () => dismiss(message) }] : []),
    ];
  };
  return { canRedeliver, redeliver, canDismiss, dismiss, menu };
}

export function redeliverWords({ status }: MessageSummary): string {
  return status === "pending" ? "Try now" : "Redeliver";
}
