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
    ...(timer.files.length === 0
      ? [`A line is added to ${timerNames[timer.kind]}.`]
      : [`These files are written, for ${timerNames[timer.kind]}: ${timer.files.map(code).join(", ")}.`]),
    "The timer starts at once and with every login. It only reads Cronium's heartbeat, and notifies.",
    "Remove takes all of it away again.",
  ];
}

/** What removing takes away. */
export function removeConsequences(timer: Timer): readonly string[] {
  return [
    "The timer is stopped.",
    ...(timer.files.length === 0 ? [] : [`These files are deleted: ${timer.files.map(code).join(", ")}.`]),
    "From then on nobody tells you when Cronium is dead or stuck.",
  ];
}

function code(path: string): string {
  return `\`${path}\``;
}
