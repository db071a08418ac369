/**
 * Files that Cronium puts among the system's begin with a mark: for which data directory, and which folders had to be
 * made for them. Nothing without this mark is ever overwritten or removed. JSON keeps each on one line; what would end a
 * comment or an element of XML is written as its escape.
 */
export interface Ownership {
  readonly dataDirectory: string;
  /** Absolute paths, outermost first. */
  readonly foldersMade: readonly string[];
}

const opening = "Made by Cronium (cronium watch install; cronium watch remove takes it away) ";

/** The text of a comment that holds the mark. */
export function ownershipMark(ownership: Ownership): string {
  return (
    opening +
    JSON.stringify(ownership)
      .replaceAll("-", String.raw`\u002d`)
      .replaceAll("<", String.raw`\u003c`)
  );
}

/** Who made a file with this text, or undefined when it bears no mark. */
export function readOwnership(text: string): Ownership | undefined {
  const start = text.indexOf(opening);
  if (start < 0) return undefined;
  const [json = ""] = text.slice(start + opening.length).split(/ ?(?:-->|<|\n)/, 1);
  try {
    const { dataDirectory, foldersMade } = JSON.parse(json) as Partial<Ownership>;
    return typeof dataDirectory === "string" && Array.isArray(foldersMade) ? { dataDirectory, foldersMade } : undefined;
  } catch {
    return undefined;
  }
}
