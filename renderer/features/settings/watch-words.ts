import type { WatchStatus } from "../../bridge/views.ts";
import { elapsedText } from "../../time/format-duration.ts";
import type { Tone } from "../../ui/status-looks.ts";

type Timer = WatchStatus["timer"];

export const timerNames: Readonly<Record<Timer["kind"], string>> = {
  systemd: "systemd, for your user only",
  launchd: "launchd, for your user only",
  "task-scheduler": "the Task Scheduler, for your user only",
  none: "no timer",
};

/** How the watch is, in a few words. */
export function watchAnswer(timer: Timer): { readonly words: string; readonly tone: Tone } {
  if (!timer.installed) {
    return timer.kind === "none"
      ? { words: "Not possible here.", tone: "unknown" }
      : { words: "Not installed.", tone: "queued" };
  }
  if (timer.active === false) return { words: "Installed, but the system does not run it.", tone: "partial" };
  const often = timer.everyMs === undefined ? "" : `, every ${elapsedText(timer.everyMs)}`;
  return { words: `Watching${often}.`, tone: "completed" };
}

/** What installing puts where. */
export function installConsequences(timer: Timer): readonly string[] {
  return [
    `${timer.kind === "task-scheduler" ? "A task is added" : "These are written"}, for ${timerNames[timer.kind]}: ${timer.makes.map(code).join(", ")}.`,
    "It runs from now on and after every login. It only reads Cronium's sign of life, and notifies.",
    "Remove takes all of it away again.",
  ];
}

/** What removing takes away. */
export function removeConsequences(timer: Timer): readonly string[] {
  return [
    "The timer is stopped.",
    timer.files.length === 0
      ? `Deleted: ${timer.makes.map(code).join(", ")}.`
      : `Deleted: ${timer.files.map(code).join(", ")}.`,
    "From then on nobody tells you when Cronium is dead or stuck.",
  ];
}

/** A part of a sentence as one: what the core says stands behind a heading elsewhere. */
export function asSentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

function code(path: string): string {
  return `\`${path}\``;
}
