import type { ServerLine, ServerTestAnswer } from "./answers.ts";
import { statusText, type Paint } from "./paint.ts";
import { plainText } from "./text.ts";
import { shortDuration } from "./time-text.ts";

type HostKeyLine = NonNullable<ServerLine["offered"]>;

/** The pictures of the key that a server offers and, beside it, of the one that is accepted; nothing without an offer. */
export function artLines(offered: HostKeyLine | undefined, pinned: HostKeyLine | undefined): readonly string[] {
  if (offered === undefined) return [];
  const shown = offered.art.split("\n");
  if (pinned === undefined) return shown.map((line) => `    ${line}`);
  const accepted = pinned.art.split("\n");
  return [
    `    ${"shown now".padEnd(artGap)}accepted`,
    ...shown.map((line, at) => `    ${line.padEnd(artGap)}${accepted[at] ?? ""}`),
  ];
}

/** Columns from the beginning of one picture to that of the next. */
const artGap = 24;

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
