import { useCallback, useEffect, useRef, useState } from "react";
import { notifyProblem } from "../notify.tsx";
import { readWholeLog } from "./read-whole-log.ts";
import type { LogView } from "./use-log-view.ts";

export interface SaveLog {
  /** How much is read, 0 to 1; undefined when nothing is being saved. */
  readonly share: number | undefined;
  readonly start: () => void;
  readonly giveUp: () => void;
}

/** The browser needs the address until it has begun to save, milliseconds. */
const addressLastsMs = 60_000;

function offer(pieces: Uint8Array<ArrayBuffer>[], fileName: string): void {
  const address = URL.createObjectURL(new Blob(pieces, { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), addressLastsMs);
}

/** Saves a whole log as a file, byte for byte. */
export function useSaveLog(read: LogView["read"], fileName: string): SaveLog {
  const [share, setShare] = useState<number>();
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);
  const start = useCallback(() => {
    if (current.current !== undefined) return;
    const controller = new AbortController();
    current.current = controller;
    setShare(0);
    readWholeLog(read, setShare, controller.signal)
      .then((pieces) => offer(pieces, fileName))
      .catch((error: unknown) => {
        if (!controller.signal.aborted) notifyProblem("The log could not be saved", error);
      })
      .finally(() => {
        current.current = undefined;
        if (!controller.signal.aborted) setShare(undefined);
      });
  }, [read, fileName]);
  const giveUp = useCallback(() => {
    current.current?.abort();
    setShare(undefined);
  }, []);
  return { share, start, giveUp };
}
