import type { useApiClient } from "../../bridge/api.tsx";
import type { LogRead } from "../../bridge/views.ts";
import { bytesOf } from "./bytes-of.ts";
import type { PlacedPart } from "./log-line.ts";
import type { LogPiece, LogSource } from "./read-lines.ts";

/** The most that one question may ask for, bytes of file. */
const mostBytes = 1_048_576;

/** Says of each part where it stands: parts follow each other, each led by a header of the same length. */
function placeParts({ parts, from, next, size, ended }: LogRead): LogPiece {
  const each = parts.map(({ stream, atMs, data }) => ({ stream, atMs, bytes: bytesOf(data) }));
  const payload = each.reduce((sum, part) => sum + part.bytes.length, 0);
  const header = each.length === 0 ? 0 : (next - from - payload) / each.length;
  const placed: PlacedPart[] = [];
  let frame = from;
  for (const part of each) {
    placed.push({ ...part, frame, start: frame + header });
    frame += header + part.bytes.length;
  }
  return { parts: placed, from, next, size, ended };
}

/** Reads an execution's log through the contract. */
export function createLogSource({ logs }: ReturnType<typeof useApiClient>, executionId: string): LogSource {
  return {
    read: async (offset, limit) => placeParts(await logs.read.query({ executionId, offset, limit })),
    around: async (position, before, after) =>
      placeParts(await logs.window.query({ executionId, at: Math.max(0, Math.floor(position)), before, after })),
    tail: async (tail, after) => {
      const end = { executionId, at: Number.MAX_SAFE_INTEGER, before: Math.min(tail, mostBytes), after: 0 };
      const answer =
        after === 0
          ? logs.window.query(end)
          : logs.read.query({ executionId, offset: after, tail, limit: Math.min(2 * tail, mostBytes) });
      return placeParts(await answer);
    },
  };
}
