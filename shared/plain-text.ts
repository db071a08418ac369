import { z } from "zod";

/**
 * Text of which what is stored is what was given: half a character would be stored as another one, and no longer be
 * what the ledger sealed.
 */
export const wellFormedText = z.string().regex(/^\P{Cs}*$/u, "a character of it is cut in half");

/**
 * The same on one line, for what people see in lists and reasons. Without the characters that turn the direction of all
 * that follows (Unicode Bidirectional Algorithm, explicit embeddings, overrides and isolates): they make a name look
 * like another one.
 */
export const lineText = wellFormedText
  .regex(/^\P{Cc}*$/u, "it has control characters, such as a line break")
  .regex(/^[^\u202a-\u202e\u2066-\u2069]*$/u, "it has characters that turn the direction of writing around");

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
