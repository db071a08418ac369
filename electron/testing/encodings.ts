/** One way to write a secret, made without any part of the program that looks for it. */
export interface Encoding {
  readonly name: string;
  encode(secret: string): Buffer;
}

const bytes = (secret: string): number[] => [...Buffer.from(secret, "utf8")];
const hex = (byte: number, width = 2): string => byte.toString(16).padStart(width, "0");
const codePoints = (secret: string): number[] => [...secret].map((character) => character.codePointAt(0) ?? 0);
const codeUnits = (secret: string): number[] => Array.from(secret, (_, at) => secret.charCodeAt(at));
const isWord = (code: number): boolean => /[A-Za-z0-9]/.test(String.fromCharCode(code)) && code < 128;

function each(name: string, one: (byte: number) => string, between = ""): Encoding {
  return { name, encode: (secret) => Buffer.from(bytes(secret).map(one).join(between)) };
}

function whole(name: string, encode: (secret: string) => string): Encoding {
  return { name, encode: (secret) => Buffer.from(encode(secret)) };
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const inLines = (text: string, width: number, end: string): string =>
  (text.match(new RegExp(`.{1,${String(width)}}`, "g")) ?? []).join(end);

const named: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  $: "&dollar;",
  "/": "&sol;",
  "+": "&plus;",
};

function base32(text: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = bytes(text)
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("");
  return (bits.match(/.{1,5}/g) ?? []).map((group) => alphabet[Number.parseInt(group.padEnd(5, "0"), 2)]).join("");
}

/** The bytes 16 in a line, with an address and a column of characters, as `xxd` and `hexdump -C` print them. */
function dump(text: string, address: (at: number) => string, group: (line: number[]) => string, ends: string): string {
  const all = bytes(text);
  return Array.from({ length: Math.ceil(all.length / 16) }, (_, line) => {
    const part = all.slice(line * 16, line * 16 + 16);
    const shown = part.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
    return `${address(line * 16)}${group(part)}${ends === "" ? "" : ends.replace("…", shown)}`;
  }).join("\n");
}

const pairs = (line: number[]): string =>
  (
    line
      .map((byte) => hex(byte))
      .join("")
      .match(/.{1,4}/g) ?? []
  ).join(" ");

/** Words in the order of this processor: the later byte stands first, zero behind the end. */
function words(line: number[], width: number, show: (value: number) => string): string {
  const starts = Array.from({ length: Math.ceil(line.length / width) }, (_, word) => word * width);
  return starts
    .map((start) =>
      show(
        line
          .slice(start, start + width)
          .reverse()
          .reduce((value, byte) => value * 256 + byte, 0),
      ),
    )
    .join(" ");
}

const octalAddress = (at: number): string => `${at.toString(8).padStart(7, "0")} `;

/** As `od -c` shows it. */
function cell(byte: number): string {
  if (byte > 31 && byte < 127) return String.fromCharCode(byte).padStart(4);
  return byte.toString(8).padStart(3, "0").padStart(4);
}

/** As `cat -v` shows it. */
const caret = (byte: number): string => {
  if (byte > 127) return `M-${caret(byte - 128)}`;
  return byte > 31 && byte < 127 ? String.fromCharCode(byte) : `^${String.fromCharCode(byte ^ 64)}`;
};

/** Encodings of one line, or of several where the writing itself breaks lines. */
export const encodings: readonly Encoding[] = [
  whole("as it is", (secret) => secret),
  whole("in capitals", (secret) => secret.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase())),
  whole("in small letters", (secret) => secret.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())),
  whole("in capitals, all letters", (secret) => secret.toUpperCase()),
  whole("in small letters, all letters", (secret) => secret.toLowerCase()),
  each("cat -A", caret),
  { name: "UTF-16LE", encode: (secret) => Buffer.from(secret, "utf16le") },
  { name: "UTF-16BE", encode: (secret) => Buffer.from(secret, "utf16le").swap16() },
  whole("base64", base64),
  whole("base64 after one byte", (secret) => base64(`x${secret}`)),
  whole("base64 after two bytes", (secret) => base64(`xy${secret}z`)),
  whole("base64 for URLs", (secret) => Buffer.from(secret).toString("base64url")),
  whole("base64 for URLs after one byte", (secret) => Buffer.from(`x${secret}yz`).toString("base64url")),
  whole("base64 for URLs after two bytes", (secret) => Buffer.from(`xy${secret}`).toString("base64url")),
  whole("base64 in lines of 76 (MIME)", (secret) => inLines(base64("-".repeat(48) + secret), 76, "\r\n")),
  whole("base64 in lines of 64 (PEM)", (secret) => inLines(base64("-".repeat(39) + secret), 64, "\n")),
  whole("base64 in a JSON text's lines", (secret) => inLines(base64(secret), 7, "\\n")),
  whole("base64 of UTF-16LE (PowerShell)", (secret) => Buffer.from(secret, "utf16le").toString("base64")),
  whole("base32", base32),
  whole("base32 in small letters", (secret) => base32(secret).toLowerCase()),
  whole("URL", encodeURIComponent),
  whole("URL, small hex digits", (secret) =>
    encodeURIComponent(secret).replaceAll(/%../g, (part) => part.toLowerCase()),
  ),
  each("URL, every byte", (byte) => `%${hex(byte).toUpperCase()}`),
  whole("URL twice", (secret) => encodeURIComponent(encodeURIComponent(secret))),
  whole("form", (secret) => new URLSearchParams({ a: secret }).toString().slice(2)),
  each("hex", (byte) => hex(byte)),
  each("hex in capitals", (byte) => hex(byte).toUpperCase()),
  each("hex with colons", (byte) => hex(byte), ":"),
  each("hex with spaces (od)", (byte) => hex(byte), " "),
  each("hex as a list of C", (byte) => `0x${hex(byte)}`, ", "),
  each("C escapes", (byte) => `\\x${hex(byte)}`),
  each("octal escapes", (byte) => `\\${byte.toString(8).padStart(3, "0")}`),
  each("octal escapes for echo", (byte) => `\\0${byte.toString(8).padStart(3, "0")}`),
  each("octal numbers (od -b)", (byte) => byte.toString(8).padStart(3, "0"), " "),
  each("a list of decimal numbers", String, ", "),
  whole("JSON", (secret) => JSON.stringify(secret).slice(1, -1)),
  whole("JSON within JSON", (secret) => JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1)),
  whole("JSON, every character escaped", (secret) =>
    codeUnits(secret)
      .map((unit) => `\\u${hex(unit, 4)}`)
      .join(""),
  ),
  whole("JSON escapes within JSON", (secret) =>
    codeUnits(secret)
      .map((unit) => (isWord(unit) ? String.fromCharCode(unit) : `\\\\u${hex(unit, 4).toUpperCase()}`))
      .join(""),
  ),
  whole("JavaScript code points", (secret) =>
    codePoints(secret)
      .map((code) => `\\u{${code.toString(16)}}`)
      .join(""),
  ),
  whole("shell, single quotes", (secret) => secret.replaceAll("'", `'\\''`)),
  whole("shell, quotes in quotes", (secret) => secret.replaceAll("'", `'"'"'`)),
  whole("shell, double quotes", (secret) => secret.replaceAll(/["$`\\]/g, (character) => `\\${character}`)),
  whole("shell, backslashes", (secret) => secret.replaceAll(/[^\w@%+=:,./-]/gu, (character) => `\\${character}`)),
  whole("shell, $'…'", (secret) =>
    bytes(secret)
      .map((byte) => (isWord(byte) ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`))
      .join(""),
  ),
  whole("YAML and SQL, single quotes", (secret) => secret.replaceAll("'", "''")),
  whole("CSV", (secret) => secret.replaceAll('"', '""')),
  whole("HTML, named", (secret) => secret.replaceAll(/[&<>"'$/+]/g, (character) => named[character] ?? character)),
  whole("HTML, named, twice", (secret) =>
    secret.replaceAll(/[&<>"'$/+]/g, (character) => (named[character] ?? character).replace("&", "&amp;")),
  ),
  whole("HTML, decimal", (secret) =>
    codePoints(secret)
      .map((code) => `&#${String(code)};`)
      .join(""),
  ),
  whole("XML, hexadecimal", (secret) =>
    codePoints(secret)
      .map((code) => `&#x${code.toString(16)};`)
      .join(""),
  ),
  whole("quoted-printable", (secret) =>
    bytes(secret)
      .map((byte) => (isWord(byte) ? String.fromCharCode(byte) : `=${hex(byte).toUpperCase()}`))
      .join(""),
  ),
  whole("quoted-printable, lines broken", (secret) => inLines(secret.replaceAll("=", "=3D"), 5, "=\r\n")),
  whole("xxd", (secret) => dump(secret, (at) => `${hex(at, 8)}: `, pairs, "  …")),
  whole("xxd -p", (secret) => inLines(Buffer.from(secret).toString("hex"), 60, "\n")),
  whole("hexdump -C", (secret) =>
    dump(
      secret,
      (at) => `${hex(at, 8)}  `,
      (line) => {
        const shown = line.map((byte) => hex(byte));
        return [shown.slice(0, 8).join(" "), shown.slice(8).join(" ")].join("  ").padEnd(50);
      },
      " |…|",
    ),
  ),
  whole("od -b", (secret) =>
    dump(
      secret,
      (at) => at.toString(8).padStart(7, "0"),
      (line) => line.map((byte) => ` ${byte.toString(8).padStart(3, "0")}`).join(""),
      "",
    ),
  ),
  whole("dump by od -c", (secret) => dump(secret, octalAddress, (line) => line.map(cell).join(""), "")),
  whole("dump by od -a", (secret) =>
    dump(
      secret,
      octalAddress,
      (line) => line.map((byte) => (byte === 32 ? "  sp" : cell(byte > 127 ? byte - 128 : byte))).join(""),
      "",
    ),
  ),
  whole("dump by od", (secret) =>
    dump(secret, octalAddress, (line) => words(line, 2, (value) => value.toString(8).padStart(6, "0")), ""),
  ),
  whole("dump by hexdump", (secret) =>
    dump(secret, octalAddress, (line) => words(line, 2, (value) => hex(value, 4)), ""),
  ),
  whole("dump by xxd -e", (secret) =>
    dump(
      secret,
      (at) => `${hex(at, 8)}: `,
      (line) => words(line, 4, (value) => hex(value, 8)).padEnd(35),
      "  …",
    ),
  ),
  whole("dump by xxd -b", (secret) =>
    dump(
      secret,
      (at) => `${hex(at, 8)}: `,
      (line) => line.map((byte) => byte.toString(2).padStart(8, "0")).join(" "),
      "  …",
    ),
  ),
  whole("dump by od -tu1", (secret) =>
    dump(secret, octalAddress, (line) => line.map((byte) => String(byte).padStart(4)).join(""), ""),
  ),
  whole("dump by od -td1", (secret) =>
    dump(
      secret,
      octalAddress,
      (line) => line.map((byte) => String(byte > 127 ? byte - 256 : byte).padStart(5)).join(""),
      "",
    ),
  ),
];
