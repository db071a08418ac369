/**
 * The look that text is written in: each attribute that is on, with the parameters that turned it on, as a terminal
 * understands them (ECMA-48, Select Graphic Rendition).
 */
export type Pen = ReadonlyMap<string, string>;

export const plainPen: Pen = new Map();

const switchedOn: Readonly<Record<string, string>> = {
  "1": "bold",
  "2": "faint",
  "3": "italic",
  "4": "underline",
  "5": "blink",
  "6": "blink",
  "7": "inverse",
  "8": "hidden",
  "9": "struck",
  "21": "underline",
  "38": "foreground",
  "48": "background",
  "53": "overline",
  "58": "underline-colour",
};

const switchedOff: Readonly<Record<string, readonly string[]>> = {
  "22": ["bold", "faint"],
  "23": ["italic"],
  "24": ["underline"],
  "25": ["blink"],
  "27": ["inverse"],
  "28": ["hidden"],
  "29": ["struck"],
  "39": ["foreground"],
  "49": ["background"],
  "55": ["overline"],
  "59": ["underline-colour"],
};

const colourFollows = ["38", "48", "58"];

/** `38;5;n` and `38;2;r;g;b` take their colour from the parameters that follow; `38:5:n` carries it in itself. */
function parametersTaken(parameters: readonly string[], at: number): number {
  if (!colourFollows.includes(parameters[at] ?? "")) return 1;
  if (parameters[at + 1] === "5") return 3;
  return parameters[at + 1] === "2" ? 5 : 1;
}

function attributeOf(parameter: string): string | undefined {
  const code = parameter.split(":", 1)[0] ?? "";
  if (/^(3|9)[0-7]$/.test(code)) return "foreground";
  if (/^(4|10)[0-7]$/.test(code)) return "background";
  return switchedOn[code];
}

/** What the pen is after a sequence. @param parameters what stands between `ESC [` and `m` */
export function applyToPen(pen: Pen, parameters: string): Pen {
  const next = new Map(pen);
  const each = parameters.split(";").map((parameter) => parameter.replace(/^0+(?=\d)/, ""));
  for (let at = 0; at < each.length;) {
    const parameter = each[at] ?? "";
    const taken = parametersTaken(each, at);
    const off = parameter === "4:0" ? ["underline"] : switchedOff[parameter];
    if (parameter === "" || parameter === "0") next.clear();
    else if (off !== undefined) for (const attribute of off) next.delete(attribute);
    else {
      // A colour that is cut short changes nothing, as in a terminal.
      const isCutShort = colourFollows.includes(parameter) && (taken === 1 || at + taken > each.length);
      const attribute = isCutShort ? undefined : attributeOf(parameter);
      if (attribute !== undefined) next.set(attribute, each.slice(at, at + taken).join(";"));
    }
    at += taken;
  }
  return next;
}

/** The sequence that takes any pen to this one. @param tint foreground parameters for text that asks for none */
export function penSequence(pen: Pen, tint: string | undefined): string {
  const parameters = ["0", ...pen.values()];
  if (tint !== undefined && !pen.has("foreground")) parameters.push(tint);
  return `\u001b[${parameters.join(";")}m`;
}
