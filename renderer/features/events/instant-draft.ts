import { instantOfWall, wallText } from "../../time/wall-clock.ts";

/**
 * An instant as it stands in a form: the wall clock's text in the schedule's zone. A date-and-time field has whole
 * seconds; `saved` keeps an instant that was loaded exact for as long as nobody touches its text or the zone.
 */
export interface InstantDraft {
  readonly text: string;
  readonly saved?: { readonly text: string; readonly zone: string; readonly at: number };
}

export const noInstant: InstantDraft = { text: "" };

/** @param at epoch milliseconds */
export function draftInstant(at: number, zone: string): InstantDraft {
  const text = wallText(at, zone);
  return { text, saved: { text, zone, at } };
}

export type DraftedInstant =
  { readonly at: number; readonly twice: boolean } | { readonly at: undefined; readonly problem: string };

/** The instant the draft names in a zone, or what is wrong with it. Not for empty text. */
export function instantOfDraft({ text, saved }: InstantDraft, zone: string): DraftedInstant {
  if (saved?.text === text && saved.zone === zone) return { at: saved.at, twice: false };
  try {
    const named = instantOfWall(text, zone);
    if (named === undefined) return { at: undefined, problem: "Give a date and a time" };
    if (named.comes === "never") {
      const shown = text.slice(11, 16);
      return { at: undefined, problem: `The clock goes forward that day: ${shown} does not exist in ${zone}` };
    }
    return { at: named.at, twice: named.comes === "twice" };
  } catch (error) {
    if (error instanceof RangeError) return { at: undefined, problem: `${zone} is not a time zone` };
    throw error;
  }
}
