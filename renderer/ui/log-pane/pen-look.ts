import type { CSSProperties } from "react";
import type { LogStream } from "../../../shared/words.ts";
import type { Pen } from "./pen.ts";

const named = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

/** Levels of a colour's channels in the 216 colours that terminals share. */
const cubeLevels = [0, 95, 135, 175, 215, 255] as const;

type Channels = readonly [number, number, number];
/** A colour of the theme by name, or one that a script mixed itself. */
type Colour = { readonly name: (typeof named)[number]; readonly bright: boolean } | { readonly mixed: Channels };

function ofPalette(index: number): Colour | undefined {
  if (!Number.isInteger(index) || index < 0 || index > 255) return undefined;
  if (index < 16) return { name: named[index % 8] ?? "white", bright: index >= 8 };
  if (index >= 232) {
    const level = 8 + (index - 232) * 10;
    return { mixed: [level, level, level] };
  }
  const level = (step: number): number => cubeLevels[step % 6] ?? 0;
  const cube = index - 16;
  return { mixed: [level(Math.floor(cube / 36)), level(Math.floor(cube / 6)), level(cube)] };
}

/** The colour that parameters such as `31`, `97`, `38;5;208` or `48:2::1:2:3` choose. */
function colourOf(parameters: string | undefined): Colour | undefined {
  if (parameters === undefined) return undefined;
  const [first = 0, ...rest] = parameters
    .split(/[;:]/)
    .filter((part) => part !== "")
    .map(Number);
  if (first === 38 || first === 48) {
    if (rest[0] === 5) return ofPalette(rest[1] ?? -1);
    const [red = 0, green = 0, blue = 0] = rest.slice(-3).map((channel) => Math.min(255, channel || 0));
    return { mixed: [red, green, blue] };
  }
  return { name: named[first % 10] ?? "white", bright: first >= 90 };
}

/** How light a colour looks, 0 to 1 (WCAG 2.2, relative luminance). */
function luminance(channels: Channels): number {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** As light as text on the pane's ground has to be for a contrast of 4.5 to 1, with some to spare. */
const lightEnough = 0.21;
/** A ground lighter than this carries dark text. */
const lightGround = 0.18;

function textColour(colour: Colour): string {
  if ("name" in colour) return colour.name === "black" ? "var(--terminal-dim)" : tokenOf(colour);
  let channels = colour.mixed;
  while (luminance(channels) < lightEnough) {
    const [red, green, blue] = channels;
    const lighter = (channel: number): number => Math.round(channel + (255 - channel) * 0.15) + 1;
    channels = [Math.min(255, lighter(red)), Math.min(255, lighter(green)), Math.min(255, lighter(blue))];
  }
  return `rgb(${channels.join(" ")})`;
}

function tokenOf(colour: Extract<Colour, { name: string }>): string {
  if (colour.name === "black") return colour.bright ? "var(--terminal-dim)" : "var(--terminal-line)";
  return colour.name === "white" ? "var(--terminal-text)" : `var(--terminal-${colour.name})`;
}

function ground(colour: Colour): Pick<CSSProperties, "background" | "color"> {
  const isLight = "mixed" in colour ? luminance(colour.mixed) > lightGround : colour.name !== "black" || colour.bright;
  return {
    background: "mixed" in colour ? `rgb(${colour.mixed.join(" ")})` : tokenOf(colour),
    color: isLight ? "var(--terminal-background)" : "var(--terminal-text)",
  };
}

const streamColours: Readonly<Record<LogStream, string | undefined>> = {
  stdout: undefined,
  stderr: "var(--terminal-red)",
  system: "var(--terminal-cyan)",
};

function looks(pen: Pen, stream: LogStream): CSSProperties | undefined {
  const inverse = pen.has("inverse");
  const foreground = colourOf(pen.get("foreground"));
  const background = colourOf(pen.get("background"));
  const under = inverse ? (foreground ?? ({ name: "white", bright: false } as const)) : background;
  const plain = foreground === undefined ? streamColours[stream] : textColour(foreground);
  const lines = [
    pen.has("underline") && "underline",
    pen.has("struck") && "line-through",
    pen.has("overline") && "overline",
  ].filter((line) => line !== false);
  const style: CSSProperties = {
    ...(plain === undefined ? {} : { color: plain }),
    ...(pen.has("faint") ? { color: "var(--terminal-dim)" } : {}),
    ...(under === undefined ? {} : ground(under)),
    ...(pen.has("bold") ? { fontWeight: 700 } : {}),
    ...(pen.has("italic") ? { fontStyle: "italic" } : {}),
    ...(lines.length > 0 ? { textDecoration: lines.join(" ") } : {}),
  };
  return Object.keys(style).length === 0 ? undefined : style;
}

const known = new WeakMap<Pen, Map<LogStream, CSSProperties | undefined>>();

/** How text written with a pen looks on the pane: the script's colours, made legible; undefined: like plain text. */
export function penLook(pen: Pen, stream: LogStream): CSSProperties | undefined {
  const own = known.get(pen) ?? new Map<LogStream, CSSProperties | undefined>();
  known.set(pen, own);
  if (!own.has(stream)) own.set(stream, looks(pen, stream));
  return own.get(stream);
}
