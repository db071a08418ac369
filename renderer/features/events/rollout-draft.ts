import { rollout, usualRollout, type Rollout } from "../../../shared/rollout.ts";
import { draftDuration, durationOfDraft, numberOfDraft, type DurationDraft } from "../../ui/duration-draft.ts";

/** How work is spread over several servers, as it is typed. */
export interface RolloutDraft {
  /** Empty or 0: none goes first. */
  readonly canary: number | string;
  /** Empty: all. */
  readonly atOnce: number | string;
  readonly pause: DurationDraft;
  /** Empty: never. */
  readonly stopAfterFailures: number | string;
}

export function draftRollout({ canary, atOnce, pauseMs, stopAfterFailures }: Rollout): RolloutDraft {
  return {
    canary: canary === 0 ? "" : canary,
    atOnce: atOnce ?? "",
    pause: draftDuration(pauseMs),
    stopAfterFailures: stopAfterFailures ?? "",
  };
}

export const usualRolloutDraft: RolloutDraft = draftRollout(usualRollout);

/** What reads the fields of the form, and complains about them. */
interface FieldReader {
  duration(path: string, draft: DurationDraft): number;
  optionalNumber(path: string, draft: number | string): number | null;
}

export function readRollout(draft: RolloutDraft, reader: FieldReader): Rollout {
  return {
    canary: reader.optionalNumber("rollout.canary", draft.canary) ?? 0,
    atOnce: reader.optionalNumber("rollout.atOnce", draft.atOnce),
    pauseMs: reader.duration("rollout.pauseMs", draft.pause),
    stopAfterFailures: reader.optionalNumber("rollout.stopAfterFailures", draft.stopAfterFailures),
  };
}

/** The drafted rollout while it makes sense; undefined while a field is not what it may be. */
export function previewedRollout(draft: RolloutDraft): Rollout | undefined {
  const parsed = rollout.safeParse({
    canary: emptyOr(draft.canary, 0),
    atOnce: emptyOr(draft.atOnce, null),
    pauseMs: durationOfDraft(draft.pause),
    stopAfterFailures: emptyOr(draft.stopAfterFailures, null),
  });
  return parsed.data;
}

function emptyOr<Empty>(draft: number | string, empty: Empty): number | Empty | undefined {
  return String(draft).trim() === "" ? empty : (numberOfDraft(draft) ?? Number.NaN);
}
