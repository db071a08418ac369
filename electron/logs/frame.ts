import { logStreams, type LogStream } from "../../shared/words.ts";

/**
 * A log file is a row of frames: stream (1 byte), three zero bytes, payload length (4), arrival time in epoch
 * milliseconds (8), source position (8), payload. Numbers are big-endian. The source position is how many bytes of
 * that stream had been taken from the script once this frame was written, masking aside: after a break the script's
 * output is read on from there. A frame without payload only moves that position, past output that is not kept. A frame
 * cut short by a crash is recognised and dropped.
 */
export const frameHeaderBytes = 24;
export const largestPayloadBytes = 65_536;

export interface Frame {
  readonly stream: LogStream;
  readonly atMs: number;
  readonly sourceEnd: number;
  readonly payload: Buffer;
}

export function encodeFrame(frame: Frame): Buffer {
  return Buffer.concat([encodeFrameHeader(frame), frame.payload]);
}

/** What stands before a frame's payload in the file. */
export function encodeFrameHeader({ stream, payload, atMs, sourceEnd }: Frame): Buffer {
  const bytes = Buffer.allocUnsafe(frameHeaderBytes);
  bytes.writeUInt32BE((logStreams.indexOf(stream) + 1) * 0x01_00_00_00, 0);
  bytes.writeUInt32BE(payload.length, 4);
  writeUInt64(bytes, atMs, 8);
  writeUInt64(bytes, sourceEnd, 16);
  return bytes;
}

/** A whole number below 2^53. */
function writeUInt64(bytes: Buffer, value: number, at: number): void {
  bytes.writeUInt32BE(Math.floor(value / 2 ** 32), at);
  bytes.writeUInt32BE(value % 2 ** 32, at + 4);
}

export interface DecodedFrames {
  readonly frames: readonly Frame[];
  /** How many bytes the whole frames took; what follows is an incomplete frame or nothing. */
  readonly consumed: number;
  /** True when the bytes after `consumed` are no beginning of a frame. */
  readonly damaged: boolean;
}

/** How many bytes the frame that begins here takes, header and all; undefined when these bytes begin none. */
export function readFrameLength(bytes: Buffer): number | undefined {
  if (bytes.length < frameHeaderBytes) return undefined;
  const length = bytes.readUInt32BE(4);
  const known = logStreams[(bytes[0] ?? 0) - 1] !== undefined && bytes.readUInt32BE(0) % 0x01_00_00_00 === 0;
  return known && length <= largestPayloadBytes ? frameHeaderBytes + length : undefined;
}

/** Reads the whole frames at the beginning of `bytes`. Payloads are views, not copies. */
export function decodeFrames(bytes: Buffer): DecodedFrames {
  const frames: Frame[] = [];
  let at = 0;
  while (bytes.length - at >= frameHeaderBytes) {
    const stream = logStreams[(bytes[at] ?? 0) - 1];
    const length = bytes.readUInt32BE(at + 4);
    if (stream === undefined || length > largestPayloadBytes || bytes.readUInt32BE(at) % 0x01_00_00_00 !== 0) {
      return { frames, consumed: at, damaged: true };
    }
    const end = at + frameHeaderBytes + length;
    if (end > bytes.length) break;
    frames.push({
      stream,
      atMs: Number(bytes.readBigUInt64BE(at + 8)),
      sourceEnd: Number(bytes.readBigUInt64BE(at + 16)),
      payload: bytes.subarray(at + frameHeaderBytes, end),
    });
    at = end;
  }
  return { frames, consumed: at, damaged: false };
}
