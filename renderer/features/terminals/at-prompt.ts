/**
 * Whether a shell seems to wait for a command: the line up to the cursor ends as prompts do. Nothing on the wire says
 * so for certain; where this is wrong a person is asked once more than needed.
 * @param line the text from the start of the cursor's line up to the cursor
 * @param isWholeScreen a program has taken the whole screen, as editors do
 */
export function isAtPrompt(line: string, isWholeScreen: boolean): boolean {
  return !isWholeScreen && /[$#%>❯➜»]\s*$/u.test(line);
}
