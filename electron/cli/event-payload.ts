import type { Command } from "commander";
import { createHash } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { bytesText } from "../../shared/bytes-text.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { EventPayloadPiece } from "../../shared/event-payload.ts";
import type { Attach } from "./action.ts";
import { withClient, type Client } from "./connect.ts";
import { findEvent } from "./lookup.ts";
import { readNumber } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { plainText } from "./text.ts";

interface PayloadFlags {
  readonly output?: string;
}

/** What servers are sent of an event, for people who want to look. */
export function addEventPayload(event: Command, attach: Attach): void {
  attach<PayloadFlags>(
    event
      .command("payload <event> [version]")
      .description("save the archive that servers are sent of it, and its checksum beside it")
      .option("--output <file>", "under this name; otherwise event-ID-vVERSION.tar.gz here"),
    save,
  );
}

function save(session: Session, flags: PayloadFlags, [word = "", chosenVersion]: readonly string[]): Promise<void> {
  const version = chosenVersion === undefined ? undefined : readNumber("VERSION", chosenVersion);
  return withClient(session, async (client) => {
    const { id, name } = await findEvent(client, word);
    const { piece, content } = await fetchPayload(client, id, version);
    const chosen = flags.output ?? `event-${String(id)}-v${String(piece.version)}.tar.gz`;
    const output = resolve(session.io.workingDirectory, chosen);
    await put(output, content);
    await put(`${output}.sha256`, `${piece.sha256}  ${basename(output)}\n`);
    const { sha256, bytes } = piece;
    await session.print({ id, name, version: piece.version, sha256, bytes, output }, [
      `Saved version ${String(piece.version)} of ${plainText(name)} (${bytesText(bytes)}) as ${output}.`,
      `sha-256 ${sha256}`,
    ]);
  });
}

type Piece = Omit<EventPayloadPiece, "next"> & { readonly next?: number | undefined };

/** @throws CroniumError `conflict` when it was packed anew meanwhile */
async function fetchPayload(
  client: Client,
  id: number,
  version: number | undefined,
): Promise<{ readonly piece: Piece; readonly content: Buffer }> {
  const first: Piece = await client.events.payload.query({ id, ...(version === undefined ? {} : { version }) });
  const parts = [Buffer.from(first.data, "base64")];
  for (let offset = first.next; offset !== undefined;) {
    const piece: Piece = await client.events.payload.query({ id, version: first.version, offset });
    parts.push(Buffer.from(piece.data, "base64"));
    offset = piece.next;
  }
  const content = Buffer.concat(parts);
  if (createHash("sha256").update(content).digest("hex") === first.sha256) return { piece: first, content };
  throw new CroniumError("conflict", "The archive was packed anew while it was read", { remedy: "Try again." });
}

/** The file is there whole or not at all. @throws CroniumError `storage` */
async function put(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await writeFile(`${path}.incoming`, content, { mode: 0o600 });
    await rename(`${path}.incoming`, path);
  } catch (error) {
    throw new CroniumError("storage", `${path} cannot be written`, { remedy: "Choose another file.", cause: error });
  }
}
