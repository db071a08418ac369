/** So many programs are named. */
const namedPrograms = 3;

/** What to ask before a terminal is closed. */
export interface CloseQuestion {
  readonly title: string;
  readonly consequences: readonly string[];
}

/**
 * What to ask before a terminal is closed in which something runs, or may run.
 * @param programs what runs there, the foreground first; undefined: the server could not tell
 * @returns undefined when nothing runs in it
 */
export function closeQuestion(server: string, programs: readonly string[] | undefined): CloseQuestion | undefined {
  if (programs?.length === 0) return undefined;
  const title = `Close the terminal on ${server}?`;
  const lost = "What it shows is not kept.";
  if (programs === undefined) {
    return { title, consequences: ["Whether something runs in it cannot be told; if so, it is ended.", lost] };
  }
  const names = programs.slice(0, namedPrograms).map((name) => `\`${name}\``);
  const left = programs.length - names.length;
  const all = left > 0 ? `${names.join(", ")} and ${String(left)} more` : names.join(" and ");
  const verb =
    programs.length === 1 ? "runs in it and is ended with its shell." : "run in it and are ended with its shell.";
  return { title, consequences: [`${all} ${verb}`, lost] };
}
