import { JsonText } from "./template-functions.ts";
import type { TemplatePart } from "./compile-template.ts";
import { TemplateProblem } from "./template-problem.ts";

/** A value as text: nothing for null, JSON for lists and objects. */
function asText(value: unknown): string {
  if (value === null) return "";
  return typeof value === "object" && !(value instanceof JsonText) ? JSON.stringify(value) : String(value);
}

export function joinText(parts: readonly TemplatePart[]): string {
  return parts.map((part) => (part.kind === "literal" ? part.text : asText(part.value))).join("");
}

/** @throws TemplateProblem for a value that would break out of its line */
export function joinLine(parts: readonly TemplatePart[]): string {
  const text = joinText(parts);
  if (/[\0\r\n]/.test(text)) throw new TemplateProblem("a value in it has a line break");
  return text;
}

/**
 * Joins JSON: within a string a value becomes part of that string, elsewhere it becomes JSON of its own.
 * @throws TemplateProblem when what comes of it is no JSON
 */
export function joinJson(parts: readonly TemplatePart[]): string {
  let isInString = false;
  let isEscaped = false;
  const read = (text: string): void => {
    for (const character of text) {
      if (isEscaped) isEscaped = false;
      else if (isInString && character === "\\") isEscaped = true;
      else if (character === '"') isInString = !isInString;
    }
  };
  const text = parts
    .map((part) => {
      const written = part.kind === "literal" ? part.text : writeJson(part, isInString);
      if (part.kind === "literal" || part.isRaw) read(written);
      return written;
    })
    .join("");
  try {
    JSON.parse(text);
  } catch (error) {
    // The parser's own words repeat what stands there, which may be secret.
    throw new TemplateProblem("what comes of it is no JSON", error);
  }
  return text;
}

function writeJson({ value, isRaw }: Extract<TemplatePart, { kind: "value" }>, isInString: boolean): string {
  if (isRaw) return asText(value);
  if (isInString) return JSON.stringify(asText(value)).slice(1, -1);
  return value instanceof JsonText ? value.text : JSON.stringify(value);
}

export interface JoinedAddress {
  readonly url: URL;
  /** Whether the template itself says which computer it is, and no value has a part in that. */
  readonly isNamed: boolean;
}

/**
 * Joins an address: a value in its path, query or fragment stands for itself, whatever characters it has; one in the
 * place of the computer may be a name or a port and nothing else; one at the very beginning may be the address's first
 * part.
 * @throws TemplateProblem when it is no address of HTTP, or a value would lead out of its part of the path
 */
export function joinAddress(parts: readonly TemplatePart[]): JoinedAddress {
  let text = "";
  let isNamed = true;
  let isPathFilled = false;
  for (const part of parts) {
    if (part.kind === "literal") {
      text += part.text;
      continue;
    }
    const value = asText(part.value);
    if (text === "") {
      isNamed = false;
      text += value;
    } else if (/^[a-z]*:?\/?\/?[^/?#]*$/i.test(text)) {
      isNamed = false;
      if (!/^[A-Za-z0-9.-]*$/.test(value)) throw new TemplateProblem("a value in it is no name of a computer");
      text += value;
    } else {
      isPathFilled ||= !/[?#]/.test(text);
      text += part.isRaw ? value : encodeURIComponent(value);
    }
  }
  // Whoever reads an address passes over these characters, wherever they stand (WHATWG URL, basic URL parser).
  const path = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(text.replaceAll(/[\t\n\r]/g, ""))?.[1] ?? "";
  if (isPathFilled && path.split(/[/\\]/).some((step) => /^(\.|%2e){1,2}$/i.test(step))) {
    throw new TemplateProblem("a value in its path leads to another folder (..)");
  }
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null) throw new TemplateProblem("what comes of it is no address that begins with http:// or https://");
  if (url.username !== "" || url.password !== "") {
    throw new TemplateProblem("it has a user name or password in it; they belong under authentication");
  }
  return { url, isNamed };
}
