import { shownAddress } from "../../shared/action.ts";
import type { FieldChange } from "../../shared/definition.ts";

/** What differs between two lists of actions of definition files, place by place, counted from 1. */
export function compareActions(from: readonly unknown[], to: readonly unknown[]): FieldChange[] {
  const longest = Math.max(from.length, to.length);
  return Array.from({ length: longest }, (_, index) => index).flatMap((index) => {
    if (JSON.stringify(from[index]) === JSON.stringify(to[index])) return [];
    return { path: `actions.${String(index + 1)}`, from: actionWords(from[index]), to: actionWords(to[index]) };
  });
}

/** An action in words, without what may be secret in it. */
function actionWords(part: unknown): string {
  if (typeof part !== "object" || part === null) return "(none)";
  const { when, run, call } = part as {
    readonly when?: string;
    readonly run?: string;
    readonly call?: { readonly url: string; readonly secret?: unknown };
  };
  const does =
    run !== undefined
      ? `run ${run}`
      : call === undefined
        ? "notify"
        : `call ${shownAddress(call.url)}${call.secret === undefined ? "" : " (signed)"}`;
  return `${when ?? ""}: ${does}`;
}
