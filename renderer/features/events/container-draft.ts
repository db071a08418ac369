import { usualContainer, type ContainerSettings } from "../../../shared/container.ts";
import type { DraftReader } from "./request-draft.ts";

const megabyte = 1024 * 1024;

/** What a container may use, as it is typed; empty: as usual. Sizes are MiB. */
export interface ContainerDraft {
  readonly processors: number | string;
  readonly memoryBytes: number | string;
  readonly swapBytes: number | string;
  readonly processes: number | string;
  readonly openFiles: number | string;
  readonly workspaceBytes: number | string;
  readonly temporaryBytes: number | string;
  readonly artifactBytes: number | string;
  readonly seccomp: ContainerSettings["seccomp"] | "";
}

type NumberKey = Exclude<keyof ContainerDraft, "seccomp">;

/** The fields of the form, in its order. */
export const containerFields: readonly {
  readonly key: NumberKey;
  readonly label: string;
  readonly hint: string;
  readonly isSize: boolean;
  readonly step: number;
}[] = [
  { key: "processors", label: "Processors", hint: "Cores, such as 0.5.", isSize: false, step: 0.5 },
  { key: "memoryBytes", label: "Memory", hint: "Beyond it, it is ended.", isSize: true, step: 64 },
  { key: "swapBytes", label: "Swap", hint: "Beside the memory.", isSize: true, step: 64 },
  { key: "processes", label: "Processes", hint: "At once, threads included.", isSize: false, step: 32 },
  { key: "openFiles", label: "Open files", hint: "Of one process.", isSize: false, step: 1_024 },
  { key: "workspaceBytes", label: "Work area", hint: "Room of /workspace.", isSize: true, step: 64 },
  { key: "temporaryBytes", label: "Temporary files", hint: "Room of /tmp.", isSize: true, step: 64 },
  {
    key: "artifactBytes",
    label: "Files that are kept",
    hint: "Of /workspace/out. 0 keeps none.",
    isSize: true,
    step: 50,
  },
];

export function usualOf({ key, isSize }: { readonly key: NumberKey; readonly isSize: boolean }): number {
  return isSize ? usualContainer[key] / megabyte : usualContainer[key];
}

export const usualContainerDraft: ContainerDraft = {
  processors: "",
  memoryBytes: "",
  swapBytes: "",
  processes: "",
  openFiles: "",
  workspaceBytes: "",
  temporaryBytes: "",
  artifactBytes: "",
  seccomp: "",
};

export function draftContainer(settings: ContainerSettings): ContainerDraft {
  const numbers = containerFields.map(({ key, isSize }) => {
    const value = settings[key];
    return [key, value === undefined ? "" : isSize ? value / megabyte : value] as const;
  });
  return { ...usualContainerDraft, ...Object.fromEntries(numbers), seccomp: settings.seccomp ?? "" };
}

export function readContainer(draft: ContainerDraft, reader: DraftReader): ContainerSettings {
  const settings: Record<string, number | string> = {};
  for (const { key, isSize } of containerFields) {
    if (String(draft[key]).trim() === "") continue;
    const number = reader.number(`run.settings.${key}`, draft[key]);
    settings[key] = isSize ? Math.round(number * megabyte) : number;
  }
  if (draft.seccomp !== "" && draft.seccomp !== undefined) settings["seccomp"] = draft.seccomp;
  return settings;
}

/** What differs from the usual, in words. */
export function containerSummary(draft: ContainerDraft): string {
  const changed = containerFields
    .filter(({ key }) => String(draft[key]).trim() !== "")
    .map(({ key, label, isSize }) => `${label.toLowerCase()} ${String(draft[key])}${isSize ? " MiB" : ""}`);
  const all = draft.seccomp === "strict" ? [...changed, "strict system calls"] : changed;
  return all.length === 0 ? "as usual: 1 processor, 512 MiB of memory" : all.join(", ");
}
