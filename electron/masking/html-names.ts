/** The names that HTML 5 gives to the characters of ASCII that letters and digits are not (WHATWG, section 13.5). */
const names: ReadonlyMap<string, number> = new Map(
  Object.entries({
    Tab: "\t",
    NewLine: "\n",
    excl: "!",
    quot: '"',
    QUOT: '"',
    num: "#",
    dollar: "$",
    percnt: "%",
    amp: "&",
    AMP: "&",
    apos: "'",
    lpar: "(",
    rpar: ")",
    ast: "*",
    midast: "*",
    plus: "+",
    comma: ",",
    period: ".",
    sol: "/",
    colon: ":",
    semi: ";",
    lt: "<",
    LT: "<",
    equals: "=",
    gt: ">",
    GT: ">",
    quest: "?",
    commat: "@",
    lsqb: "[",
    lbrack: "[",
    bsol: "\\",
    rsqb: "]",
    rbrack: "]",
    Hat: "^",
    lowbar: "_",
    UnderBar: "_",
    grave: "`",
    lcub: "{",
    lbrace: "{",
    verbar: "|",
    vert: "|",
    VerticalLine: "|",
    rcub: "}",
    rbrace: "}",
  }).map(([name, character]) => [name, character.charCodeAt(0)]),
);

/**
 * What an entity stands for.
 * @param name what is between `&` and `;`
 * @returns the code point, or undefined when it is none
 */
export function readNamedEntity(name: string): number | undefined {
  if (!name.startsWith("#")) return names.get(name);
  const hexadecimal = /^#[xX]([0-9a-fA-F]{1,8})$/.exec(name)?.[1];
  if (hexadecimal !== undefined) return Number.parseInt(hexadecimal, 16);
  return /^#[0-9]{1,9}$/.test(name) ? Number.parseInt(name.slice(1), 10) : undefined;
}

/** The first letters of the names of a character, to look for. */
export function firstLettersOfNames(code: number): readonly string[] {
  return [...names].filter(([, value]) => value === code).map(([name]) => name.slice(0, 1));
}
