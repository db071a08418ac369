import type { useApiClient } from "../../bridge/api.tsx";
import { bytesOf } from "./bytes-of.ts";

interface SaveRequest {
  readonly executionId: string;
  /** `raw`: exact bytes; `text`: each line with its time. */
  readonly format: "raw" | "text";
  readonly streams: "both" | "stdout" | "stderr";
}

/** Where a saved log goes, piece by piece. */
export interface SaveTarget {
  readonly write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly close: () => Promise<void>;
  readonly abort: () => Promise<void>;
}

/** A way to save what a pane shows as a file. */
export interface Download {
  readonly label: string;
  /** Put into the file's name: `nightly.log` with `.stdout` is `nightly.stdout.log`. */
  readonly suffix: string;
  /**
   * @param progressed told the share that is written, 0 to 1
   * @throws whatever a call or the target throws, and the signal's reason when it was given up; then nothing is kept
   */
  readonly save: (target: SaveTarget, progressed: (share: number) => void, signal: AbortSignal) => Promise<void>;
}

/** The ways to save one log: exactly, one stream of it, or as text with times. */
export function oneLogDownloads(client: ReturnType<typeof useApiClient>, executionId: string): readonly Download[] {
  const download = (label: string, suffix: string, request: Omit<SaveRequest, "executionId">): Download => ({
    label,
    suffix,
    save: (target, progressed, signal) => saveLog(client, { executionId, ...request }, target, progressed, signal),
  });
  return [
    download("Everything, byte for byte", "", { format: "raw", streams: "both" }),
    download("stdout, byte for byte", ".stdout", { format: "raw", streams: "stdout" }),
    download("stderr, byte for byte", ".stderr", { format: "raw", streams: "stderr" }),
    download("As text, with times", ".times", { format: "text", streams: "both" }),
  ];
}

/**
 * Takes a log from the core into a target, each piece only after the one before it is written.
 * @param progressed, @throws as `Download` says
 */
async function saveLog(
  { logs }: ReturnType<typeof useApiClient>,
  request: SaveRequest,
  target: SaveTarget,
  progressed: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (let cursor: string | undefined = ""; cursor !== undefined;) {
      const answer: { data: string; read: number; size: number; next?: string | undefined } = await logs.download.query(
        { ...request, cursor },
        { signal },
      );
      signal.throwIfAborted();
      if (answer.data !== "") await target.write(bytesOf(answer.data));
      progressed(answer.size === 0 ? 1 : Math.min(1, answer.read / answer.size));
      cursor = answer.next;
    }
    await target.close();
  } catch (error) {
    await target.abort();
    throw error;
  }
}
