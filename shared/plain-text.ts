import { z } from "zod";

/**
 * Text of which what is stored is what was given: half a character would be stored as another one, and no longer be
 * what the ledger sealed.
 */
export const wellFormedText = z.string().regex(/^\P{Cs}*$/u, "a character of it is cut in half");

/** The same on one line, for what people see in lists and reasons. */
export const lineText = wellFormedText.regex(/^\P{Cc}*$/u, "it has control characters, such as a line break");

/** A mark by which events or servers are found. */
export const tagText = lineText.trim().min(1).max(50, "a tag has at most 50 characters");

/** The name of something else, as it is referred to. */
export const nameText = lineText.min(1).max(200);

/** A list of every second, minute, hour, day and month takes fewer. */
export const longestCron = 1_000;

/** Cron text as it is typed. What it says is read by the engine. */
export const cronText = z
  .string()
  .min(1)
  .max(longestCron, `a cron expression has at most ${longestCron.toLocaleString("en-US")} characters`);

export const longestTimezone = 100;
/** The name of a time zone as it is typed. Whether there is such a zone is known by the engine. */
export const timezoneText = z.string().min(1).max(longestTimezone, "a time zone's name has at most 100 characters");
