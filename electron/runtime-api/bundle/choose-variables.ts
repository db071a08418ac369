import type { VariableOutline } from "../../store/variables.ts";

/** Of variables that nobody knows the script to use: each at most so long, so many of them, so much together, bytes. */
const otherBytes = 16 * 1024;
const mostOthers = 200;
const othersBytes = 256 * 1024;
/** Of those it uses: together, bytes. One alone may have 16 MB. */
const usedBytes = 32 * 1024 * 1024;

export interface VariableChoice {
  /** Keys that come along, what is secret apart. */
  readonly plain: readonly string[];
  readonly secret: readonly string[];
  /** What does not come along, and why, for the script that asks for it. */
  readonly withheld: ReadonlyMap<string, string>;
}

/**
 * Decides which variables a script is given along. Those that its event has used before, or that it names, come if there
 * is room; of the rest the newest small ones. A secret comes only where the event has used it, or a call in the script
 * asks for it by name: a word that happens to be the same is not enough.
 * @param outlines the newest first
 */
export function chooseVariables(
  outlines: readonly VariableOutline[],
  used: ReadonlySet<string>,
  script: string,
): VariableChoice {
  const words = new Set(script.match(/[A-Za-z_][\w.:-]*/g) ?? []);
  const asked = keysAskedFor(script);
  const plain: string[] = [];
  const secret: string[] = [];
  const withheld = new Map<string, string>();
  let room = usedBytes;
  let otherRoom = othersBytes;
  let others = 0;
  for (const { key, isSecret, bytes } of outlines) {
    if (isSecret) {
      if (used.has(key) || asked.has(key)) secret.push(key);
      else withheld.set(key, "a secret that no call of this script names");
      continue;
    }
    if (used.has(key) || asked.has(key) || words.has(key)) {
      if (bytes <= room) {
        plain.push(key);
        room -= bytes;
      } else withheld.set(key, "too large beside the others");
    } else if (bytes <= otherBytes && bytes <= otherRoom && others < mostOthers) {
      plain.push(key);
      otherRoom -= bytes;
      others += 1;
    } else withheld.set(key, "not known to be used by this event");
  }
  return { plain, secret, withheld };
}

/** Keys that stand right behind the name of an operation on variables, in any of its writings. */
function keysAskedFor(script: string): ReadonlySet<string> {
  const call =
    /(?:variable|variable_?entry|variable_?exists)\b(?:\s+--[\w-]+(?:\s+\d+)?)*[\s("'`]+([A-Za-z_][\w.:-]*)/gi;
  return new Set([...script.matchAll(call)].flatMap(([, key]) => (key === undefined ? [] : [key])));
}
