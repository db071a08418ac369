import { IconCircleCheck, IconCircleDashed, IconHistory } from "@tabler/icons-react";
import type { ImageKind, ImageSource, ImageState } from "../../../shared/image.ts";
import type { ImageListView } from "../../bridge/views.ts";
import { counted } from "../../ui/plural.ts";
import type { StatusLook } from "../../ui/status-looks.ts";

/** What an image is for, for people. */
export const kindWords: Readonly<Record<ImageKind, string>> = {
  bash: "Bash",
  python: "Python",
  node: "Node.js",
  relay: "Relay",
};

export const sourceWords: Readonly<Record<ImageSource, string>> = {
  registry: "public image",
  packages: "Debian packages",
};

export const stateLooks: Readonly<Record<ImageState, StatusLook>> = {
  present: { word: "Present", icon: IconCircleCheck, tone: "completed" },
  outdated: { word: "Outdated", icon: IconHistory, tone: "cancelled" },
  missing: { word: "Missing", icon: IconCircleDashed, tone: "unknown" },
};

/** The answer first: whether scripts can run in containers, in a sentence. */
export function imagesAnswer({ own, custom }: ImageListView): string {
  const missing = own.filter(({ state }) => state === "missing");
  const outdated = own.filter(({ state }) => state === "outdated").length;
  const old = outdated === 0 ? "" : ` ${counted(outdated, "image")} of earlier versions can be removed.`;
  const named = custom.filter(({ isHere }) => !isHere).map(({ name }) => name);
  if (missing.length === 0 && named.length === 0) return `Everything that scripts in containers need is here.${old}`;
  const other =
    named.length === 0
      ? ""
      : ` Not here yet, though events name ${named.length === 1 ? "it" : "them"}: ${named.join(", ")}.`;
  if (missing.length === 0) return `The program's own images are here.${other}${old}`;
  const names = missing.map(({ kind }) => kindWords[kind]).join(", ");
  return `Missing: ${names}. The first run that needs one builds it, or build them now.${other}${old}`;
}
