import { closeSync, copyFileSync, openSync, readSync, statSync } from "node:fs";
import type { StorageProblem } from "../../shared/storage.ts";

/*
 * The format of SQLite's write-ahead log: https://www.sqlite.org/fileformat2.html#the_write_ahead_log. A header of 32
 * bytes, then frames: a header of 24 bytes and a page. Each frame repeats the two salts of the header, and its
 * checksum goes on from that of the frame before it.
 */
const headerBytes = 32;
const frameHeaderBytes = 24;
const bigEndianMagic = 0x377f0683;
const littleEndianMagic = 0x377f0682;

/**
 * The same as `commitsBehindDamage`, as it is told to people; the damaged log is kept beside.
 * @returns undefined when all that was committed can be read
 */
export function noteLogDamage(path: string, now: number): StorageProblem | undefined {
  const lost = commitsBehindDamage(path);
  if (lost === 0) return undefined;
  const kept = keepAside(`${path}-wal`);
  return {
    since: now,
    message: `The disk has damaged what was written last: ${lost === 1 ? "one change" : `${String(lost)} changes`} of the database, made before the program last ended, cannot be read`,
    remedy: `See that the disk is sound. Everything before them is whole; look at what was done last, and do it again where it is missing. ${kept}`,
  };
}

/** A full disk keeps the program from setting the file aside, not from starting. */
function keepAside(log: string): string {
  const kept = `${log}.damaged`;
  try {
    copyFileSync(log, kept);
    return `The damaged file is kept as ${kept}.`;
  } catch (error) {
    return `The damaged file could not be kept (${error instanceof Error ? error.message : String(error)}).`;
  }
}

/**
 * Looks whether a write-ahead log that the last program left is damaged in its middle. SQLite reads up to the first
 * frame that does not fit and takes the rest for what a crash had left unfinished; where whole commits stand behind
 * such a frame they are lost, and somebody is to be told. To be called before the database is opened: that folds the
 * log. @returns how many commits stand behind the damage; 0 when there is none, as after any crash
 */
export function commitsBehindDamage(path: string): number {
  const log = `${path}-wal`;
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size < headerBytes) return 0;
  const file = openSync(log, "r");
  try {
    return countBehindDamage(file, size);
  } finally {
    closeSync(file);
  }
}

function countBehindDamage(file: number, size: number): number {
  const header = Buffer.alloc(headerBytes);
  readSync(file, header, 0, headerBytes, 0);
  const magic = header.readUInt32BE(0);
  if (magic !== bigEndianMagic && magic !== littleEndianMagic) return 0;
  const isBigEndian = magic === bigEndianMagic;
  const salts = header.subarray(16, 24);
  let sums = checksum(header.subarray(0, 24), [0, 0], isBigEndian);
  const frameBytes = frameHeaderBytes + header.readUInt32BE(8);
  const frame = Buffer.alloc(frameBytes);
  let isDamaged = false;
  let behind = 0;
  for (let at = headerBytes; at + frameBytes <= size; at += frameBytes) {
    readSync(file, frame, 0, frameBytes, at);
    const isOfThisLog = frame.subarray(8, 16).equals(salts);
    if (!isDamaged) {
      sums = checksum(frame.subarray(frameHeaderBytes), checksum(frame.subarray(0, 8), sums, isBigEndian), isBigEndian);
      isDamaged = !isOfThisLog || frame.readUInt32BE(16) !== sums[0] || frame.readUInt32BE(20) !== sums[1];
      continue;
    }
    // The number of pages stands in the last frame of a commit only.
    if (isOfThisLog && frame.readUInt32BE(4) !== 0) behind += 1;
  }
  return behind;
}

type Sums = readonly [number, number];

function checksum(bytes: Buffer, [first, second]: Sums, isBigEndian: boolean): Sums {
  let a = first;
  let b = second;
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0;
    b = (b + (isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0;
  }
  return [a, b];
}
