import type { useApiClient } from "../../bridge/api.tsx";

/** Words by which programs in any language tell of failures: `error:`, `ValueError`, `FATAL`, `Traceback`, `panic`. */
const looksLikeAnError = String.raw`\b\w*(?:error|exception)\b|\bfatal\b|\btraceback\b|\bpanic\b`;

/**
 * Where the first line of a log begins to look like an error, or is on stderr, in the whole log.
 * @returns the byte of the file; undefined when no line does
 */
export async function findFirstError(
  { logs }: ReturnType<typeof useApiClient>,
  executionId: string,
): Promise<number | undefined> {
  const found = await Promise.all([
    logs.find.query({ executionId, text: looksLikeAnError, regex: true }),
    logs.find.query({ executionId, text: ".", regex: true, streams: ["stderr"] }),
  ]);
  const places = found.flatMap(({ match }) => (match === undefined ? [] : [match.at]));
  return places.length === 0 ? undefined : Math.min(...places);
}
