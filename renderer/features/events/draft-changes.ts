import type { EventDraft } from "./event-draft.ts";

/** What each part of a draft is called when two versions are compared. */
const partWords: Readonly<Record<keyof EventDraft, string>> = {
  name: "name",
  description: "description",
  tags: "tags",
  status: "status",
  type: "language",
  script: "script",
  place: "where it runs",
  serverIds: "where it runs",
  groups: "where it runs",
  rollout: "how it is spread over servers",
  image: "where it runs",
  settings: "container",
  files: "files",
  request: "request",
  network: "where it runs",
  kind: "schedule",
  cron: "schedule",
  every: "schedule",
  anchor: "schedule",
  once: "schedule",
  timezone: "schedule",
  missed: "schedule policies",
  missedWindow: "schedule policies",
  missedCap: "schedule policies",
  overlap: "schedule policies",
  jitter: "schedule policies",
  start: "schedule bounds",
  end: "schedule bounds",
  maxRuns: "schedule bounds",
  resetRunsOnActivation: "schedule bounds",
  pauseAfterFailures: "schedule bounds",
  timeout: "timeout",
  retryMax: "retries",
  retryDelay: "retries",
  retryFactor: "retries",
  retryOn: "retries",
  onUnknown: "unknown fate",
  priority: "priority",
  concurrency: "jobs at once",
  logLimit: "log of a run",
  environment: "environment",
  actions: "what follows",
};

/** Names the parts in which two drafts differ, in the order of the form, each once. */
export function changedParts(left: EventDraft, right: EventDraft): readonly string[] {
  const names = (Object.keys(partWords) as (keyof EventDraft)[]).filter((name) => partDiffers(left[name], right[name]));
  return [...new Set(names.map((name) => partWords[name]))];
}

function partDiffers(left: unknown, right: unknown): boolean {
  if (left === right) return false;
  return typeof left !== "object" || JSON.stringify(left) !== JSON.stringify(right);
}
