/** What is different in every run, and by what it is replaced; in the order in which it is looked for. */
const replacements: readonly (readonly [pattern: RegExp, instead: string])[] = [
  // Instants, as ISO 8601 and RFC 3339 write them, then as syslog and date(1) do, then by the clock alone.
  [/\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?/g, "<time>"],
  [
    /\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} \d{2}:\d{2}:\d{2}(?: [A-Z]{3,5})?(?: \d{4})?\b/g,
    "<time>",
  ],
  [/\b\d{1,2}\/(?:\d{2}|[A-Z][a-z]{2})\/\d{4}(?:[: ]\d{2}:\d{2}:\d{2})?(?: [+-]\d{4})?/g, "<time>"],
  [/\b\d{4}[-/]\d{2}[-/]\d{2}\b/g, "<date>"],
  [/\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\b/g, "<time>"],
  // Epoch seconds or milliseconds from 2017 on.
  [/\b1[5-9]\d{8}(?:\d{3}|\.\d+)?\b/g, "<time>"],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, "<id>"],
  [/\b(?:job|exec)_\w+/g, "<id>"],
  // Folders for temporary files, with what they hold.
  [/(?:\/private)?\/(?:tmp|var\/tmp|var\/folders|run\/user)\/[^\s'"`,;:)\]}>]*/g, "<temporary>"],
  [/[A-Za-z]:\\[^\s'"]*\\Temp\\[^\s'"`,;)\]}>]*/g, "<temporary>"],
  [/\b0x[\da-f]+\b/gi, "<hex>"],
  // Digests and short commit names: hexadecimal digits with both kinds among them.
  [/\b(?=[\da-f]*\d)(?=[\da-f]*[a-f])[\da-f]{7,}\b/gi, "<hex>"],
  [/\b(pid|process|PID)([ =:#]+)\d+\b/g, "$1$2<pid>"],
  [/\[\d{2,7}\](?=[: ])/g, "[<pid>]"],
  [
    /\b(?:\d+(?:\.\d+)? ?(?:h|hours?|m|mins?|minutes?) ?)*\d+(?:[.,]\d+)? ?(?:ns|[uµμ]s|ms|s|secs?|seconds?|mins?|minutes?|h|hours?)\b/g,
    "<duration>",
  ],
];

/**
 * A line without what differs from run to run though nothing is different: times, durations, ids, hexadecimal numbers,
 * process ids, temporary files. Two lines that say the same come out equal; other numbers and all words stay.
 */
export function normaliseLine(line: string): string {
  let text = line;
  for (const [pattern, instead] of replacements) text = text.replace(pattern, instead);
  return text.trimEnd();
}
