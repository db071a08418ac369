import { z } from "zod";

/** The last millisecond of 2100: what schedules, calendars and questions about them reach to. Epoch milliseconds. */
export const lastInstantMs = Date.UTC(2101, 0, 1) - 1;

/** An instant as people may give it, from 1970 to 2100. Epoch milliseconds. */
export const instantMs = z
  .int()
  .min(0, "a time is no earlier than 1970")
  .max(lastInstantMs, "a time is no later than 2100");
