import { dialog, type BrowserWindow } from "electron";
import type { ErrorDetails } from "../../shared/errors.ts";

const buttons = ["Retry", "Quit"] as const;

/** Says in front of the window that the core could not start: what happened, why, and what to do. */
export async function askAfterFailure(window: BrowserWindow, failure: ErrorDetails): Promise<"retry" | "quit"> {
  window.show();
  const { response } = await dialog.showMessageBox(window, {
    type: "error",
    title: "Cronium",
    message: "Cronium could not start",
    detail: failure.remedy === undefined ? failure.message : `${failure.message}\n\n${failure.remedy}`,
    buttons: [...buttons],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return buttons[response] === "Retry" ? "retry" : "quit";
}
