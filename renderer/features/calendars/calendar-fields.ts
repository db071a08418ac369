import type { FieldComplaint } from "../../ui/form-bar.tsx";
import type { Complaints } from "./calendar-input.ts";

const fields = [
  { path: "name", label: "Name" },
  { path: "description", label: "Description" },
  { path: "timezone", label: "Time zone" },
  { path: "windows", label: "Windows" },
  { path: "attachments", label: "What it holds for" },
] as const;

/** Parts of a window by which the core complains, and what their fields are called. */
const windowParts: Readonly<Record<string, string>> = {
  days: "days",
  from: "from",
  until: "until",
  cron: "cron expression",
  durationMs: "duration",
  label: "label",
};

/** The field that a complaint's path belongs to. Saving a change wraps the calendar: paths may start with its name. */
export function fieldAt(path: string): FieldComplaint["field"] {
  const own = path.replace(/^calendar\./, "");
  const [, index, part = ""] = /^windows\.(\d+)(?:\.(\w+))?/.exec(own) ?? [];
  if (index !== undefined) {
    const named = part in windowParts ? part : "label";
    return {
      path: `windows.${index}.${named}`,
      label: `Window ${String(Number(index) + 1)}, ${windowParts[named] ?? "label"}`,
    };
  }
  return fields.find((field) => own === field.path || own.startsWith(`${field.path}.`));
}

/** The id of the element that a field's path is edited in. */
export function elementId(path: string): string {
  return `calendar-${path.replaceAll(".", "-")}`;
}

/** Complaints by the field each belongs to; the first of several. */
export function byField(found: Complaints): Complaints {
  const sorted: Record<string, string> = {};
  for (const [path, message] of Object.entries(found)) sorted[fieldAt(path)?.path ?? path] ??= message;
  return sorted;
}

/** Complaints in the order of the form; those of no field come first. */
export function sortComplaints(found: Complaints): readonly FieldComplaint[] {
  const place = ({ field }: FieldComplaint): number => {
    if (field === undefined) return -1;
    const [first = "", index = "0"] = field.path.split(".");
    return fields.findIndex(({ path }) => path === first) * 1_000_000 + Number(index);
  };
  return Object.entries(byField(found))
    .map(([path, message]) => ({ field: fieldAt(path), message }))
    .sort((left, right) => place(left) - place(right));
}

/** Brings a field into view and gives it the focus. */
export function goToField(path: string): void {
  const element = document.getElementById(elementId(path));
  element?.scrollIntoView({ block: "center" });
  const inner = element?.matches("input, textarea, button, [tabindex]")
    ? element
    : element?.querySelector<HTMLElement>("input, textarea, button");
  inner?.focus({ preventScroll: true });
}
