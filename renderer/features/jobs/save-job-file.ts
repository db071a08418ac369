import type { useApiClient } from "../../bridge/api.tsx";
import { bytesOf } from "../../ui/log-pane/bytes-of.ts";
import type { SaveTarget } from "../../ui/log-pane/save-log.ts";

/**
 * Takes a file that a run has left into a target, each piece only after the one before it is written.
 * @throws whatever a call or the target throws, and the signal's reason when it was given up; then nothing is kept
 */
export async function saveJobFile(
  { jobs }: ReturnType<typeof useApiClient>,
  file: { readonly executionId: string; readonly path: string },
  target: SaveTarget,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (let offset: number | undefined = 0; offset !== undefined;) {
      const piece: { data: string; next?: number | undefined } = await jobs.readFile.query(
        { executionId: file.executionId, path: file.path, offset },
        { signal },
      );
      signal.throwIfAborted();
      if (piece.data !== "") await target.write(bytesOf(piece.data));
      offset = piece.next;
    }
    await target.close();
  } catch (error) {
    await target.abort();
    throw error;
  }
}
