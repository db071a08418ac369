import type { Readable, Writable } from "node:stream";
import { extract, type Extract } from "tar-stream";
import type { FileKeeper } from "../keep-files.ts";

/** Takes the archive of what a run has left, as it comes, and keeps its files. */
export interface LeftFiles {
  /** Resolves when there is room for more. Never rejects: an archive that is none is told of at the end. */
  push(bytes: Uint8Array): Promise<void>;
  /** To be called when nothing more comes. Resolves, once everything is kept, with whether the archive was whole. */
  end(): Promise<boolean>;
}

/** An archive ends with two empty blocks of 512 bytes. */
const endBytes = 1024;

export function readLeftFiles(keeper: FileKeeper): LeftFiles {
  const archive = extract();
  let zeros = 0;
  let isBroken = false;
  const taken = takeAll(archive, keeper).catch(() => {
    isBroken = true;
    archive.destroy(new Error("the archive cannot be read on"));
  });

  return {
    async push(bytes) {
      zeros = endsWithZeros(bytes, zeros);
      // Behind its end an archive may be padded, and whatever could not be read is not read on.
      if (isBroken) return;
      // A copy: whoever hands the bytes in may use their place again.
      if (!archive.write(Buffer.from(bytes))) await Promise.race([drained(archive), taken]);
    },
    async end() {
      if (!isBroken) (archive as unknown as Writable).end();
      await taken;
      return !isBroken && zeros >= endBytes;
    },
  };
}

async function takeAll(archive: Extract, keeper: FileKeeper): Promise<void> {
  for await (const entry of archive) {
    const { header } = entry;
    if (header.type !== "directory") {
      await keeper.take({
        path: header.name,
        bytes: header.size ?? 0,
        isFile: header.type === "file" || header.type === "contiguous-file",
        open: () => contentOf(entry),
      });
    }
    // What nobody has read; without effect on what was.
    (entry as unknown as Readable).resume();
  }
}

/** Whoever stops reading leaves the rest to be passed over: to destroy the entry would destroy the archive. */
async function* contentOf(entry: AsyncIterable<unknown>): AsyncIterable<Uint8Array> {
  const chunks = entry[Symbol.asyncIterator]();
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value as Uint8Array;
}

function drained(archive: Extract): Promise<void> {
  return new Promise((resolve) => {
    archive.once("drain", resolve);
  });
}

/** How many zeros the stream ends with, counted no further than needed. */
function endsWithZeros(bytes: Uint8Array, before: number): number {
  let count = 0;
  while (count < endBytes && count < bytes.length && bytes[bytes.length - 1 - count] === 0) count += 1;
  return count === bytes.length ? Math.min(endBytes, before + count) : count;
}
