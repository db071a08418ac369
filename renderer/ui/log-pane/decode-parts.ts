import type { LogRead } from "../../bridge/views.ts";
import type { LogBytes } from "./present-parts.ts";

/** Parts as they came from the core: their bytes are in memory of their own. */
export type DecodedPart = LogBytes & { readonly bytes: Uint8Array<ArrayBuffer> };

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** The exact bytes of the parts of an answer. */
export function decodeParts(parts: LogRead["parts"]): readonly DecodedPart[] {
  return parts.map(({ stream, atMs, data }) => ({ stream, atMs, bytes: bytesOf(data) }));
}
