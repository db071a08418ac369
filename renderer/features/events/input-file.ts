import type { InputFile } from "../../../shared/container.ts";

/** The most that is shown of a file, characters. */
const longestShown = 20_000;

/** A file's name as a path that scripts may find it by: letters, digits, dots and dashes. */
export function pathOf(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(/[^A-Za-z0-9._ -]+/g, "_");
  return /^\.{0,2}$/.test(plain) ? "file" : plain;
}

/** The bytes of a chosen file as base64. @throws what the browser throws when it cannot be read */
export async function readAsBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary);
}

/** What is in a file, cut short; undefined when it is no text. */
export function textOf({ data }: InputFile): string | undefined {
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
  } catch {
    return undefined;
  }
}
