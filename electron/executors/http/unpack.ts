import type { Transform } from "node:stream";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { connectionFailure } from "./connection-failure.ts";
import type { Answer } from "./exchange.ts";
import { HttpFailure } from "./http-failure.ts";

const unpackers: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
};

/** More layers than this come from nobody who means well. */
const mostLayers = 2;

/**
 * The body of an answer, unpacked, in pieces. Stops as soon as it becomes larger than allowed, so that a small answer
 * cannot unpack into a large one.
 * @throws HttpFailure while it is read; the signal's reason when it aborts
 */
export async function* unpackBody(
  answer: Answer,
  { host, mostBytes, signal }: { readonly host: string; readonly mostBytes: number; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  const codings = (answer.headers.get("content-encoding") ?? [])
    .flatMap((value) => value.split(","))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== "" && coding !== "identity");
  let stream: Readable = answer.content;
  let isPacked = false;
  if (codings.length > mostLayers)
    throw new HttpFailure("answer_unexpected", `${host} packed its answer several times`);
  for (const coding of codings.reverse()) {
    const unpacker = unpackers[coding]?.();
    if (unpacker === undefined) {
      throw new HttpFailure(
        "answer_unexpected",
        `${host} packed its answer in a way that is not known: ${coding.slice(0, 40)}`,
      );
    }
    const source: Readable = stream;
    source.on("error", (error) => unpacker.destroy(error));
    unpacker.on("close", () => source.destroy());
    stream = source.pipe(unpacker);
    isPacked = true;
  }
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes) {
        const limit = String(mostBytes / 1_000_000);
        throw new HttpFailure(
          "answer_unexpected",
          `${host} answered with more than ${limit} MB, the most the event takes`,
        );
      }
      yield chunk;
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (isPacked && /^(Z_|ERR__?BROTLI|ERR_)/.test((error as { code?: string }).code ?? "")) {
      throw new HttpFailure("answer_unexpected", `${host} answered with what cannot be unpacked`, { cause: error });
    }
    throw connectionFailure(error, host);
  } finally {
    stream.destroy();
    answer.content.destroy();
  }
}
