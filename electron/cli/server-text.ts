import type { ServerTestAnswer } from "./answers.ts";
import { statusText, type Paint } from "./paint.ts";
import { plainText } from "./text.ts";
import { shortDuration } from "./time-text.ts";

/** What a test of a server found, on one line, with what to do next. */
export function testLine(paint: Paint, name: string, test: ServerTestAnswer): string {
  const verdict = `${statusText(paint, test.status)}  ${name}: ${plainText(test.message)}`;
  if (test.ok) return test.latencyMs === undefined ? verdict : `${verdict} (${shortDuration(test.latencyMs)})`;
  if (test.offered !== undefined) {
    const { algorithm, fingerprint } = test.offered;
    return `${verdict}. It shows ${algorithm} ${fingerprint}: compare it with the server's own, then \`cronium server trust ${name}\`.`;
  }
  const remedy = test.remedy === undefined ? verdict : `${verdict}. ${plainText(test.remedy)}`;
  return test.line === undefined ? remedy : `${remedy}\n    ${plainText(test.line)}`;
}
