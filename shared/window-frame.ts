/**
 * What travels between the window's page and the main process. The preload carries plain text and knows nothing of
 * this; connections are multiplexed here, so that a page can drop one and open the next over the same port.
 *
 *   page -> host   open C          asks for a new connection
 *   host -> page   opened C        the host serves it from now on
 *   both ways      frame C TEXT    one frame of that connection
 *   both ways      close C         that connection has ended, or was refused
 *
 * A connection's name is chosen by the page and never repeats, not even after a reload: whatever is still under way for
 * the page before cannot be taken for the new page's.
 */
export type WindowFrame =
  | { readonly kind: "open" | "opened" | "close"; readonly connection: string }
  | { readonly kind: "frame"; readonly connection: string; readonly text: string };

const connectionName = /^[a-z0-9.]{1,64}$/;

export function encodeWindowFrame(frame: WindowFrame): string {
  return frame.kind === "frame" ? `frame ${frame.connection} ${frame.text}` : `${frame.kind} ${frame.connection}`;
}

/** The frame in `text`, or undefined when it is not one. */
export function decodeWindowFrame(text: string): WindowFrame | undefined {
  const kindEnd = text.indexOf(" ");
  if (kindEnd < 0) return undefined;
  const kind = text.slice(0, kindEnd);
  const connectionEnd = kind === "frame" ? text.indexOf(" ", kindEnd + 1) : text.length;
  if (connectionEnd < 0) return undefined;
  const connection = text.slice(kindEnd + 1, connectionEnd);
  if (!connectionName.test(connection)) return undefined;
  switch (kind) {
    case "frame":
      return { kind, connection, text: text.slice(connectionEnd + 1) };
    case "open":
    case "opened":
    case "close":
      return { kind, connection };
    default:
      return undefined;
  }
}
