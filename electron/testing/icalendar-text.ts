import type { CalendarImport } from "../../shared/calendar.ts";
import { readICalendar, type ReadingOptions } from "../icalendar/read-icalendar.ts";

/** Reads a file without pausing. */
export function readAtOnce(text: string, options: ReadingOptions): CalendarImport {
  const steps = readICalendar(text, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** An entry of an iCalendar file, with these lines. */
export function icalendarEntry(lines: string): string {
  return `BEGIN:VEVENT\nUID:1\n${lines}\nEND:VEVENT\n`;
}

/** A whole file with such entries, its lines ended as the standard asks. */
export function icalendarText(body: string, header = ""): string {
  const text = `BEGIN:VCALENDAR\nVERSION:2.0\n${header}${body.trim()}\nEND:VCALENDAR\n`;
  return text.replaceAll("\n", "\r\n");
}
