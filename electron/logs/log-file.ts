import { mkdir, open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

/** One log file, open for appending. Every method rejects with the system's own error, such as ENOSPC or EIO. */
export interface LogFile {
  /** Bytes in the file when it was opened, or when it was last cut. */
  size(): Promise<number>;
  /** Cuts off everything from `size` on. */
  truncate(size: number): Promise<void>;
  /**
   * Appends the parts in order. Resolves once all bytes are handed to the operating system; after a rejection any
   * number of them may be in the file. One call at a time. The parts must not change until it resolves.
   */
  append(parts: readonly Uint8Array[]): Promise<void>;
  /** Resolves once what was appended would survive a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Where logs are written to: all that the writer touches goes through here. */
export interface LogFiles {
  /** Opens a file for appending; it and its folder are made when missing, for this user alone. */
  open(path: string): Promise<LogFile>;
}

/** The files of the operating system. */
export const systemLogFiles: LogFiles = {
  async open(path) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, "a", 0o600);
    return {
      size: async () => (await file.stat()).size,
      truncate: (size) => file.truncate(size),
      append: (parts) => appendAll(file, parts),
      sync: () => file.datasync(),
      close: () => file.close(),
    };
  },
};

/** The system may take fewer bytes than it was given; the rest is given again. */
async function appendAll(file: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  let written = (await file.writev(parts)).bytesWritten;
  if (written === total) return;
  const all = Buffer.concat(parts);
  while (written < total) written += (await file.write(all, written)).bytesWritten;
}
