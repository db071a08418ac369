import type { FoundSchedule, LeftOnServer } from "./server-side.ts";

/**
 * Reads what a server says lies there, a line for each schedule: `left ID INSTALLATION EVENT FROM UNTIL NAME`, the name
 * percent-encoded. Another installation's are left out.
 */
export function readLeft(lines: readonly string[], installation: string): LeftOnServer {
  const found: FoundSchedule[] = [];
  const damaged: string[] = [];
  for (const line of lines) {
    const [word, id = "", owner, ...rest] = line.split(" ");
    if (word !== "left" || owner !== installation) continue;
    const schedule = readSchedule(id, rest);
    if (schedule === undefined) damaged.push(id);
    else found.push(schedule);
  }
  return { found, damaged };
}

function readSchedule(id: string, [event, from, until, name = ""]: readonly string[]): FoundSchedule | undefined {
  const [eventId = Number.NaN, fromAt = Number.NaN, untilAt = Number.NaN] = [event, from, until].map(Number);
  if (![eventId, fromAt, untilAt].every(Number.isSafeInteger) || untilAt <= fromAt) return undefined;
  try {
    return { id, eventId, eventName: decodeURIComponent(name), fromAt, untilAt };
  } catch {
    // Half of a character, or a lone percent sign: the name is no use, and perhaps not the rest either.
    return undefined;
  }
}
