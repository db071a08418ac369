import { IconClockPause, IconCloudUp, IconServer } from "@tabler/icons-react";
import type { DelegationPreview, DelegationView } from "../../bridge/views.ts";
import { counted } from "../../ui/plural.ts";
import type { StatusLook } from "../../ui/status-looks.ts";

/** Whether a schedule is with a server, or on its way. */
export function isOpen({ state }: Pick<DelegationView, "state">): boolean {
  return state === "installing" || state === "active" || state === "revoking";
}

export const delegationLooks: Readonly<Record<"installing" | "active" | "revoking", StatusLook>> = {
  installing: { word: "Being left", icon: IconCloudUp, tone: "queued" },
  active: { word: "On the server", icon: IconServer, tone: "running" },
  revoking: { word: "Being taken back", icon: IconClockPause, tone: "partial" },
};

/** What the server has done so far, in a sentence. */
export function progressWords({ runs }: Pick<DelegationView, "runs">): string {
  const ran = runs.running + runs.collected;
  const missed = runs.missed === 0 ? "" : `, ${String(runs.missed)} did not run`;
  return `${String(ran)} ran${missed}, ${String(runs.pending)} to come`;
}

/** What wakes the server. */
export function timerWords(timer: DelegationPreview["timer"]): string {
  return timer === "systemd" ? "The user's own systemd timer" : "One line in the user's crontab";
}

/** What would lie on the server, in a sentence. */
export function storedWords(secrets: readonly string[]): string {
  const what = "The script, its files and its variables lie on the server until then, readable to that user alone";
  if (secrets.length === 0) return `${what}.`;
  return `${what}, with the values of ${counted(secrets.length, "secret")}: ${secrets.join(", ")}.`;
}

/** How the clocks differ; undefined where they agree. */
export function clockWords(aheadMs: number | undefined): string | undefined {
  const seconds = Math.round((aheadMs ?? 0) / 1_000);
  if (seconds === 0) return undefined;
  return `${String(Math.abs(seconds))} s ${seconds > 0 ? "ahead" : "behind"}; reckoned with`;
}
