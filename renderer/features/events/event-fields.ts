import { containerFields } from "./container-draft.ts";

/** A field of the form: the path the core complains about it by, what it is called, and the section it is in. */
export interface FormField {
  readonly path: string;
  readonly label: string;
  readonly section: SectionName;
}

type SectionName = "Basics" | "Script" | "Request" | "Files" | "Where" | "When" | "Limits" | "Environment" | "After";

const fields: readonly FormField[] = [
  { path: "name", label: "Name", section: "Basics" },
  { path: "description", label: "Description", section: "Basics" },
  { path: "tags", label: "Tags", section: "Basics" },
  { path: "status", label: "Status", section: "Basics" },
  { path: "type", label: "Language", section: "Script" },
  { path: "script", label: "Script", section: "Script" },
  { path: "request.method", label: "Method", section: "Request" },
  { path: "request.url", label: "Address", section: "Request" },
  { path: "request.headers", label: "Headers", section: "Request" },
  { path: "request.query", label: "Query", section: "Request" },
  { path: "request.body.contentType", label: "Content type", section: "Request" },
  { path: "request.body.text", label: "Body", section: "Request" },
  { path: "request.body.fields", label: "Form fields", section: "Request" },
  { path: "request.authentication.username", label: "User", section: "Request" },
  { path: "request.authentication.name", label: "Header of the secret", section: "Request" },
  { path: "request.authentication.secret", label: "Secret", section: "Request" },
  { path: "request.success.statuses", label: "Statuses", section: "Request" },
  { path: "request.success.body", label: "Rules for the body", section: "Request" },
  { path: "request.redirects.follow", label: "Redirects", section: "Request" },
  { path: "request.redirects.most", label: "Redirects at most", section: "Request" },
  { path: "request.allow", label: "Private addresses", section: "Request" },
  { path: "request.proxy.url", label: "Address of the proxy", section: "Request" },
  { path: "request.limits.connectMs", label: "To connect", section: "Request" },
  { path: "request.limits.tlsMs", label: "To agree on TLS", section: "Request" },
  { path: "request.limits.firstByteMs", label: "Until the answer begins", section: "Request" },
  { path: "request.limits.wholeMs", label: "For all of it", section: "Request" },
  { path: "request.mostAnswerBytes", label: "Largest answer", section: "Request" },
  { path: "request.tls.serverName", label: "Name on the certificate", section: "Request" },
  { path: "request.tls.authority", label: "Trusted certificates", section: "Request" },
  { path: "request.tls.client.certificate", label: "Own certificate", section: "Request" },
  { path: "request.tls.client.secret", label: "Private key", section: "Request" },
  { path: "request", label: "Request", section: "Request" },
  { path: "files", label: "Files", section: "Files" },
  ...containerFields.map(({ key, label }): FormField => ({ path: `run.settings.${key}`, label, section: "Where" })),
  { path: "run.serverIds", label: "Servers", section: "Where" },
  { path: "run.groups", label: "Groups", section: "Where" },
  { path: "rollout.canary", label: "Servers first, alone", section: "Where" },
  { path: "rollout.atOnce", label: "Servers at once", section: "Where" },
  { path: "rollout.pauseMs", label: "Pause between waves", section: "Where" },
  { path: "rollout.stopAfterFailures", label: "Stop after failures", section: "Where" },
  { path: "rollout", label: "One after the other", section: "Where" },
  { path: "run.image", label: "Image", section: "Where" },
  { path: "run.network", label: "Network", section: "Where" },
  { path: "run", label: "Where", section: "Where" },
  { path: "schedule.cron", label: "Cron expression", section: "When" },
  { path: "schedule.everyMs", label: "Interval", section: "When" },
  { path: "schedule.anchorMs", label: "Counted from", section: "When" },
  { path: "schedule.atMs", label: "Date and time", section: "When" },
  { path: "schedule.timezone", label: "Time zone", section: "When" },
  { path: "schedule.startMs", label: "Not before", section: "When" },
  { path: "schedule.endMs", label: "Not after", section: "When" },
  { path: "schedule.maxRuns", label: "Runs at most", section: "When" },
  { path: "schedule.pauseAfterFailures", label: "Pause after failures", section: "When" },
  { path: "schedule.missedWindowMs", label: "Catch-up window", section: "When" },
  { path: "schedule.missedCap", label: "Catch up at most", section: "When" },
  { path: "schedule.jitterMs", label: "Spread", section: "When" },
  { path: "schedule", label: "When", section: "When" },
  { path: "timeoutMs", label: "Timeout", section: "Limits" },
  { path: "retries.max", label: "Retries", section: "Limits" },
  { path: "retries.delayMs", label: "Delay before a retry", section: "Limits" },
  { path: "retries.factor", label: "Longer each time by", section: "Limits" },
  { path: "retries.on", label: "Tried again after these failures", section: "Limits" },
  { path: "onUnknown", label: "When its fate is unknown", section: "Limits" },
  { path: "priority", label: "Priority", section: "Limits" },
  { path: "concurrency", label: "Jobs at once", section: "Limits" },
  { path: "logLimitBytes", label: "Log of a run", section: "Limits" },
  { path: "environment", label: "Environment", section: "Environment" },
  { path: "actions", label: "After it ends", section: "After" },
];

/** Parts of an action that have a field of their own. */
const actionParts: Readonly<Record<string, string>> = {
  eventId: "the event",
  url: "the address",
  secret: "the secret",
};

function actionField(path: string): FormField | undefined {
  const match = /^actions\.(\d+)\.(\w+)/.exec(path);
  if (match === null) return undefined;
  const [, index = "0", part = ""] = match;
  const words = actionParts[part];
  if (words === undefined) return undefined;
  const label = `Action ${String(Number(index) + 1)}, ${words}`;
  return { path: `actions.${index}.${part}`, label, section: "After" };
}

/** Parts of one row of the environment that have a field of their own. */
const rowParts: Readonly<Record<string, string>> = { key: "name", value: "value", secret: "value" };

function rowField(path: string): FormField | undefined {
  const match = /^environment\.(\d+)(?:\.(\w+))?/.exec(path);
  if (match === null) return undefined;
  const [, index = "0", part = "key"] = match;
  const own = part in rowParts ? part : "key";
  return {
    path: `environment.${index}.${own === "key" ? "key" : "value"}`,
    label: `Variable ${String(Number(index) + 1)}, ${rowParts[own] ?? "name"}`,
    section: "Environment",
  };
}

/** Lists of names with values, with what one of them is called. */
const namedLists: Readonly<Record<string, string>> = {
  "request.headers": "Header",
  "request.query": "Query field",
  "request.body.fields": "Form field",
};

function namedRowField(path: string): FormField | undefined {
  const match = /^(request\.[\w.]+?)\.(\d+)\.(name|value)$/.exec(path);
  if (match === null) return undefined;
  const [, list = "", index = "0", part = "name"] = match;
  const noun = namedLists[list];
  return noun === undefined
    ? undefined
    : { path, label: `${noun} ${String(Number(index) + 1)}, ${part}`, section: "Request" };
}

/**
 * The field that a complaint's path belongs to. Saving a change wraps the event, so its paths may start with `event.`;
 * a path deeper than a field (one server of the list) belongs to that field.
 */
export function fieldAt(path: string): FormField | undefined {
  const own = path.replace(/^event\./, "");
  return (
    rowField(own) ??
    namedRowField(own) ??
    actionField(own) ??
    fields.find((field) => own === field.path || own.startsWith(`${field.path}.`))
  );
}

/** The id of the element that a field's path is edited in. */
export function elementId(path: string): string {
  return `event-${path.replaceAll(".", "-")}`;
}

/** Complaints by the field each belongs to; the first of several. */
export function byField(found: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const sorted: Record<string, string> = {};
  for (const [path, message] of Object.entries(found)) sorted[fieldAt(path)?.path ?? path] ??= message;
  return sorted;
}

/** A complaint, sorted to its field; without one it concerns the event as a whole. */
export interface FormComplaint {
  readonly field: FormField | undefined;
  readonly message: string;
}

/** Sorts complaints by path into form order, the first of each field only. */
export function sortComplaints(found: Readonly<Record<string, string>>): readonly FormComplaint[] {
  const complaints = Object.entries(byField(found)).map(([path, message]) => ({ field: fieldAt(path), message }));
  const place = ({ field }: FormComplaint): number => {
    if (field === undefined) return -1;
    const index = fields.findIndex(({ path }) => field.path === path || field.path.startsWith(`${path}.`));
    return index === -1 ? fields.length : index;
  };
  return complaints.sort((left, right) => place(left) - place(right));
}
