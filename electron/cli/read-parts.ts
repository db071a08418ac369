/** Puts a long text together that comes in parts. */
export async function readParts(
  readPart: (from: number) => Promise<{ readonly text: string; readonly next?: number }>,
): Promise<string> {
  const parts: string[] = [];
  for (let from: number | undefined = 0; from !== undefined;) {
    const part: { readonly text: string; readonly next?: number } = await readPart(from);
    parts.push(part.text);
    from = part.next;
  }
  return parts.join("");
}

/** A value for a shell: a text as it is, anything else as JSON. @param text JSON */
export function shellText(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}
