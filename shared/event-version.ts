import { z } from "zod";
import type { FieldChange } from "./definition.ts";
import type { ErrorDetails } from "./errors.ts";
import type { EventFields } from "./event.ts";
import { idempotencyKey } from "./idempotency.ts";
import { tagText } from "./plain-text.ts";
import { eventStatuses, type VersionCause } from "./words.ts";

/** A version of an event in its history. Times are epoch milliseconds. */
export interface EventVersionSummary {
  readonly version: number;
  readonly savedAt: number;
  readonly by: "user" | "program";
  readonly cause: VersionCause;
  /** Which version it was rolled back to. */
  readonly restored: number | undefined;
  /** Why the program paused it. */
  readonly note: string | undefined;
  /** What differs from the version before it, values cut short; empty for the first that is known. */
  readonly changes: readonly FieldChange[];
}

/** A version with all it held. Secrets appear as `keepSecret`. */
export interface EventVersionView extends EventVersionSummary {
  readonly fields: EventFields;
}

/** A line of the difference between two scripts, or how many equal lines are left out. Lines count from 1. */
export type DifferenceLine =
  | { readonly kind: "same"; readonly from: number; readonly to: number; readonly text: string }
  | { readonly kind: "removed"; readonly from: number; readonly text: string }
  | { readonly kind: "added"; readonly to: number; readonly text: string }
  | { readonly kind: "skipped"; readonly count: number };

export interface ScriptDifference {
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly DifferenceLine[];
  /** Further lines than are sent. */
  readonly cut: number;
}

export interface VersionComparison {
  readonly from: EventVersionSummary;
  readonly to: EventVersionSummary;
  /** Without the script. */
  readonly fields: readonly FieldChange[];
  /** Absent when the scripts are the same. */
  readonly script: ScriptDifference | undefined;
}

/** What is done to each of several events. */
export const bulkAction = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("status"), status: z.enum(eventStatuses) }),
  z.strictObject({
    kind: z.literal("tags"),
    add: z.array(tagText).max(50).default([]),
    remove: z.array(tagText).max(50).default([]),
  }),
  /** Asked for again under the same key, each event gives the same job. */
  z.strictObject({ kind: z.literal("run"), idempotencyKey: idempotencyKey.optional() }),
  z.strictObject({ kind: z.literal("delete") }),
]);
export type BulkAction = z.output<typeof bulkAction>;

/** What became of one of them: all of the action, or nothing. */
export type BulkResult =
  | { readonly ok: true; readonly id: number; readonly name: string; readonly jobId: string | undefined }
  | { readonly ok: false; readonly id: number; readonly name: string; readonly error: ErrorDetails };
