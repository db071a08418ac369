/** Turns what may come from anywhere into text that is safe on a terminal: one line, no control characters. */
export function plainText(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ").trim();
}

/** Columns a text takes on a terminal: marks that combine take none, wide letters and pictures two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}|\u200d|\ufe0f/u.test(character)) continue;
    width +=
      /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

/** "1 job", "2 jobs" */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${String(count)} ${count === 1 ? singular : plural}`;
}
