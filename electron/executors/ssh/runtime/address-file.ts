import type { DoorAddress } from "./open-door.ts";

/** What the libraries read of where the API is. */
export interface AddressFile extends DoorAddress {
  /** The address that the script was started with. */
  readonly original: string;
  /** False where a program without sockets has written it: the library beside it knows no third word. */
  readonly knowsSockets: boolean;
}

/** `ORIGINAL PRESENT SOCKET`, the last `-` where there is none. */
export function addressText({ original, url, socket, knowsSockets }: AddressFile): string {
  return `${[original, url, ...(knowsSockets ? [socket ?? "-"] : [])].join(" ")}\n`;
}

/** @returns undefined where it is no such text */
export function parseAddress(text: string): AddressFile | undefined {
  const [original, url, socket] = text.trim().split(" ");
  if (original === undefined || url === undefined) return undefined;
  return { original, url, socket: socket === "-" ? undefined : socket, knowsSockets: socket !== undefined };
}
