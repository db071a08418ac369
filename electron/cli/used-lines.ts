import { bytesText } from "../../shared/bytes-text.ts";
import type { ExecutionLine, UsageAnswer } from "./answers.ts";
import { alignedLines } from "./table.ts";
import { plainText } from "./text.ts";
import { shortDuration } from "./time-text.ts";

export interface ExecutionUse {
  readonly execution: ExecutionLine;
  readonly usage: UsageAnswer;
}

/** The highest and last figures of what executions have used; nothing for those of which none is known. */
export function usedLines(uses: readonly ExecutionUse[]): readonly string[] {
  const rows = uses.flatMap(({ execution, usage: { history, ...limits } }) => {
    const last = history?.samples.at(-1);
    if (history === undefined || last === undefined) return [];
    const { peak } = history;
    return [
      [
        `  ${plainText(execution.target)}, attempt ${String(execution.attempt)}:`,
        `peak ${peak.processors.toFixed(2)}${limits.processors === undefined ? "" : ` of ${String(limits.processors)}`} cores (${shortDuration(last.processorMs)} of one)`,
        `peak ${bytesText(peak.memoryBytes)}${limits.memoryBytes === undefined ? "" : ` of ${bytesText(limits.memoryBytes)}`} memory`,
        ...(peak.processes === undefined ? [] : [`peak ${String(peak.processes)} processes`]),
        ...told("read", last.readBytes, "written", last.writtenBytes, "disk"),
        ...told("received", last.receivedBytes, "sent", last.sentBytes, "network"),
      ],
    ];
  });
  return rows.length === 0 ? [] : ["", "used", ...alignedLines(rows)];
}

function told(
  inWord: string,
  inBytes: number | undefined,
  outWord: string,
  outBytes: number | undefined,
  what: string,
): string[] {
  if (inBytes === undefined || outBytes === undefined) return [];
  return [`${what} ${bytesText(inBytes)} ${inWord}, ${bytesText(outBytes)} ${outWord}`];
}
