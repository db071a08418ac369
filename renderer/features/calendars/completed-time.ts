/** What a person means by a hastily typed time of day: `9` is `09:00`, `930` and `9.30` are `09:30`. Else unchanged. */
export function completedTime(text: string): string {
  const digits = /^(\d{1,2})[:.h ]?(\d{2})?$/.exec(text.trim()) ?? /^(\d)(\d{2})$/.exec(text.trim());
  if (digits === null) return text;
  const [, hour = "", minute = "00"] = digits;
  if (Number(hour) > 23 || Number(minute) > 59) return text;
  return `${hour.padStart(2, "0")}:${minute}`;
}
