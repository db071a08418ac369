/**
 * What passes between the program and the relay inside a container's network, over the relay's stdin and stdout: frames
 * of [type u8][length u24][connection u32][payload][mark u8], numbers big-endian. Zeros between frames are passed over,
 * and a frame whose mark is missing is void: whoever takes the place of one that was cut off in the middle of a frame
 * first sends as many zeros as the longest frame has bytes.
 */
export const frameTypes = {
  /** Payload: 16 bytes of chance. Ends all connections; the relay answers with the same bytes. */
  hello: 1,
  /** A connection begins; the relay numbers them and uses no number twice. */
  open: 2,
  data: 3,
  /** No more data in this direction. */
  end: 4,
  reset: 5,
  /** Payload: u32, so many more bytes may be sent. */
  credit: 6,
  /** What came made no sense: to be greeted anew. */
  lost: 7,
} as const;
export type FrameType = (typeof frameTypes)[keyof typeof frameTypes];

export interface Frame {
  readonly type: FrameType;
  readonly connection: number;
  readonly payload: Buffer;
}

export const longestPayload = 64 * 1024;
/** How many bytes of one direction of a connection may be under way before the other side has taken them. */
export const windowBytes = 128 * 1024;
/** Credit is given in portions of at least so many bytes. */
export const creditPortion = 32 * 1024;
export const greetingBytes = 16;

const headerBytes = 8;
const markBytes = 1;
const mark = 0x5a;
const nothing = Buffer.alloc(0);

/** Completes any frame that was cut off, whatever it was, and leaves the reader between two frames. */
export const padding = Buffer.alloc(headerBytes + longestPayload + markBytes);

/** @throws RangeError when the payload is longer than `longestPayload` */
export function encodeFrame(type: FrameType, connection: number, payload: Uint8Array = nothing): Buffer {
  if (payload.length > longestPayload) throw new RangeError("a frame's payload is too long");
  const frame = Buffer.allocUnsafe(headerBytes + payload.length + markBytes);
  frame[0] = type;
  frame.writeUIntBE(payload.length, 1, 3);
  frame.writeUInt32BE(connection, 4);
  frame.set(payload, headerBytes);
  frame[headerBytes + payload.length] = mark;
  return frame;
}

export function encodeCredit(connection: number, bytes: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(bytes);
  return encodeFrame(frameTypes.credit, connection, payload);
}

/** The bytes are not frames as described. */
export class FrameError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "FrameError";
  }
}

/** Takes a stream of frames apart, however it was cut. Holds at most one frame. */
export interface FrameReader {
  /**
   * The frames that are complete; their payloads are copies.
   * @throws FrameError; nothing sensible follows then
   */
  push(bytes: Uint8Array): readonly Frame[];
}

export function createFrameReader(): FrameReader {
  let held: Buffer = nothing;
  return {
    push(bytes) {
      held = held.length === 0 ? Buffer.from(bytes) : Buffer.concat([held, bytes]);
      const frames: Frame[] = [];
      let at = 0;
      for (;;) {
        while (held[at] === 0) at += 1;
        if (held.length - at < headerBytes) break;
        const type = held.readUInt8(at);
        const length = held.readUIntBE(at + 1, 3);
        if (!isFrameType(type) || length > longestPayload) throw new FrameError("the relay's frames make no sense");
        const end = at + headerBytes + length;
        if (held.length <= end) break;
        if (held[end] !== mark) throw new FrameError("a frame of the relay was cut off");
        const connection = held.readUInt32BE(at + 4);
        frames.push({ type, connection, payload: held.subarray(at + headerBytes, end) });
        at = end + markBytes;
      }
      held = held.subarray(at);
      return frames;
    },
  };
}

/** Passes over everything up to and including the answer to one greeting, however the stream was cut. */
export interface AnswerSearch {
  /** Undefined until the answer has been found; then what follows it in these bytes. */
  push(bytes: Uint8Array): Buffer | undefined;
}

export function searchForAnswer(greeting: Uint8Array): AnswerSearch {
  const answer = encodeFrame(frameTypes.hello, 0, greeting);
  let held: Buffer = nothing;
  return {
    push(bytes) {
      held = Buffer.concat([held, bytes]);
      const found = held.indexOf(answer);
      if (found >= 0) return held.subarray(found + answer.length);
      held = held.subarray(Math.max(0, held.length - answer.length + 1));
      return undefined;
    },
  };
}

function isFrameType(value: number): value is FrameType {
  return value >= frameTypes.hello && value <= frameTypes.lost;
}
