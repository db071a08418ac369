import { confirm } from "./confirm.tsx";

/** Asks before a form with unsaved changes is left; one function for all, so that guards stay in place. */
export function askToLeave(leave: () => void): void {
  confirm({
    title: "Leave without saving?",
    consequences: ["What you changed here is lost."],
    verb: "Leave",
    keep: "Stay",
    danger: true,
    onConfirm: leave,
  });
}
