/** A run of bytes of one stream. */
export interface StreamPiece {
  readonly stream: "stdout" | "stderr";
  readonly bytes: Uint8Array;
}

/** Thrown when the engine's framing makes no sense, or when it reports an error inside the stream. */
export class FramingError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "FramingError";
  }
}

const headerLength = 8;

/**
 * Takes apart Docker's multiplexed output: frames of [stream u8][0 0 0][length u32 big-endian][payload], stream 1
 * being stdout and 2 stderr (Docker Engine API, "Stream format" of the attach endpoint). Payloads are passed on as
 * they come, not held until a frame is complete; neighbours of the same stream are joined. Pieces may be written over by
 * the next push.
 */
export interface Demultiplexer {
  /** @throws FramingError */
  push(chunk: Uint8Array): readonly StreamPiece[];
  /** True between two frames: an end there is not a cut in the middle of something. */
  readonly isBetweenFrames: boolean;
}

export function createDemultiplexer(): Demultiplexer {
  const header = new Uint8Array(headerLength);
  let headerFilled = 0;
  let stream: StreamPiece["stream"] = "stdout";
  let remaining = 0;
  /** Pieces are joined here: a new buffer for each would be as much garbage again as there is output. */
  let joined: Buffer = Buffer.alloc(0);

  return {
    push(chunk) {
      const runs: { stream: StreamPiece["stream"]; parts: Uint8Array[] }[] = [];
      let at = 0;
      while (at < chunk.length) {
        if (remaining === 0) {
          const taken = chunk.subarray(at, at + headerLength - headerFilled);
          header.set(taken, headerFilled);
          headerFilled += taken.length;
          at += taken.length;
          if (headerFilled < headerLength) break;
          headerFilled = 0;
          stream = streamOf(header);
          remaining = new DataView(header.buffer).getUint32(4);
          continue;
        }
        const part = chunk.subarray(at, at + remaining);
        at += part.length;
        remaining -= part.length;
        const last = runs.at(-1);
        if (last?.stream === stream) last.parts.push(part);
        else runs.push({ stream, parts: [part] });
      }
      if (joined.length < chunk.length) joined = Buffer.allocUnsafe(chunk.length);
      let used = 0;
      return runs.map(({ stream, parts }) => {
        const [only] = parts;
        if (parts.length === 1 && only !== undefined) return { stream, bytes: only };
        const from = used;
        for (const part of parts) {
          joined.set(part, used);
          used += part.length;
        }
        return { stream, bytes: joined.subarray(from, used) };
      });
    },
    get isBetweenFrames() {
      return remaining === 0 && headerFilled === 0;
    },
  };
}

function streamOf(header: Uint8Array): StreamPiece["stream"] {
  if (header[0] === 1) return "stdout";
  if (header[0] === 2) return "stderr";
  throw new FramingError(
    header[0] === 3 ? "Docker could not read the container's output" : "Docker's output is not framed as announced",
  );
}
