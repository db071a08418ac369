import { bytesText } from "../../shared/bytes-text.ts";
import type { JobDetails } from "./answers.ts";
import { alignedLines } from "./table.ts";
import { plainText } from "./text.ts";

/** Characters of an output that `job show` prints. */
const longestOutput = 200;

/** What the scripts of a job have told, execution by execution; nothing where none has told anything. */
export function toldLines({ id, executions }: Pick<JobDetails, "id" | "executions">): string[] {
  const rows = executions.flatMap(({ report, target, finishedAt }, index) => {
    if (report === undefined) return [];
    const { progress, condition, outputBytes, outputStart = "" } = report;
    const place = `  ${String(index + 1)}  ${plainText(target)}`;
    const percent = progress === undefined ? "" : `${String(Math.round(progress.fraction * 100))} %`;
    const said = [percent, plainText(progress?.message ?? "")].filter(Boolean).join(", ");
    return [
      ...(progress === undefined || finishedAt !== undefined ? [] : [[place, "progress", said]]),
      ...(condition === undefined ? [] : [[place, "condition", String(condition)]]),
      ...(outputBytes === undefined ? [] : [[place, "output", outputText(id, outputStart, outputBytes)]]),
    ];
  });
  return rows.length === 0 ? [] : ["", "told by its script", ...alignedLines(rows)];
}

function outputText(id: string, start: string, bytes: number): string {
  if (start.length <= longestOutput && Buffer.byteLength(start) === bytes) return plainText(start);
  return `${plainText(start.slice(0, longestOutput))}… (${bytesText(bytes)}: \`cronium job output ${id}\`)`;
}
