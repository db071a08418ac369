import { useShortcut } from "../../keyboard/shortcuts.ts";
import type { LogSearch } from "./use-log-search.ts";

export interface LogKeys {
  readonly onFind: () => void;
  readonly isFinding: boolean;
  readonly step: LogSearch<unknown>["step"];
  readonly onFollow: () => void;
  readonly onWrap: () => void;
}

/** The keys of a log, of one execution or of several. */
export function useLogKeys({ onFind, isFinding, step, onFollow, onWrap }: LogKeys): void {
  useShortcut({ keys: "/", label: "Find in the log", group: "Log" }, onFind);
  useShortcut({ keys: "mod+f", label: "Find in the log", group: "Log" }, onFind);
  useShortcut({ keys: "n", label: "Next match", group: "Log", enabled: isFinding }, () => step("next"));
  useShortcut({ keys: "N", label: "Previous match", group: "Log", enabled: isFinding }, () => step("previous"));
  useShortcut({ keys: "f", label: "Follow the end, or stay", group: "Log" }, onFollow);
  useShortcut({ keys: "w", label: "Wrap long lines, or not", group: "Log" }, onWrap);
}
