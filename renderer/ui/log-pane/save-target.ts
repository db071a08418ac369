import type { SaveTarget } from "./save-log.ts";

/** Browsers that can write a chosen file piece by piece (File System Access). */
interface FileChooser {
  readonly showSaveFilePicker?: (choice: { readonly suggestedName: string }) => Promise<{
    readonly createWritable: () => Promise<{
      write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
      close(): Promise<void>;
      abort(): Promise<void>;
    }>;
  }>;
}

/** The browser needs the address until it has begun to save, milliseconds. */
const addressLastsMs = 60_000;
/** Pieces are handed to the browser, which keeps large ones on disk, in portions of this many bytes. */
const portionBytes = 16_777_216;
/** Logs that are longer than this are written to a chosen file where that is possible, bytes. */
export const chosenFileFromBytes = 64_000_000;

/** A file that the person chooses; undefined where the browser has none to offer. @throws AbortError when none is chosen */
export async function chooseFile(fileName: string): Promise<SaveTarget | undefined> {
  const { showSaveFilePicker } = window as FileChooser;
  if (showSaveFilePicker === undefined) return undefined;
  const writable = await (await showSaveFilePicker({ suggestedName: fileName })).createWritable();
  return {
    write: (bytes) => writable.write(bytes),
    close: () => writable.close(),
    abort: () => writable.abort(),
  };
}

/** An ordinary download: gathered in the browser's store of blobs, and offered when it is whole. */
export function gatherFile(fileName: string): SaveTarget {
  let gathered: Blob[] = [];
  let portion: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const pack = (): void => {
    gathered.push(new Blob(portion));
    portion = [];
    length = 0;
  };
  return {
    write(bytes) {
      portion.push(bytes);
      length += bytes.length;
      if (length >= portionBytes) pack();
      return Promise.resolve();
    },
    close() {
      pack();
      const address = URL.createObjectURL(new Blob(gathered, { type: "application/octet-stream" }));
      const link = document.createElement("a");
      link.href = address;
      link.download = fileName;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), addressLastsMs);
      return Promise.resolve();
    },
    abort() {
      gathered = [];
      portion = [];
      return Promise.resolve();
    },
  };
}
