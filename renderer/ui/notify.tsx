import { notifications } from "@mantine/notifications";
import { IconAlertCircle, IconCheck } from "@tabler/icons-react";
import { toProblem } from "../bridge/problem.ts";

/** Tells of something that has worked and needs no answer. */
export function notifyDone(message: string): void {
  notifications.show({
    message,
    icon: <IconCheck size={16} aria-hidden />,
    color: "indigo",
    withBorder: true,
    closeButtonProps: { "aria-label": "Close" },
    autoClose: 4_000,
  });
}

/** Tells of a call that failed where there is no better place to show it. Stays until it is closed. */
export function notifyProblem(title: string, error: unknown): void {
  const problem = toProblem(error);
  notifyTrouble(title, [problem.message, problem.remedy].filter((part) => part !== undefined).join(" "));
}

/** The same for what failed without an error. */
export function notifyTrouble(title: string, message: string): void {
  notifications.show({
    title,
    message,
    icon: <IconAlertCircle size={16} aria-hidden />,
    color: "red",
    withBorder: true,
    closeButtonProps: { "aria-label": "Close" },
    autoClose: false,
    role: "alert",
  });
}
