import type { HttpRequest } from "../../../shared/http-request.ts";
import type { ExecutionContext } from "../executor.ts";
import { tell } from "./answer-log.ts";
import type { Answer } from "./exchange.ts";
import { readJson } from "./judge-answer.ts";
import { unpackBody } from "./unpack.ts";

/** A longer body goes to a file, and is neither in the log nor the job's output, bytes. */
const longestShownBytes = 1_048_576;
/** How much of a body is held in memory for rules to be judged by it, bytes. */
const longestJudgedBytes = 16_777_216;

/** What is known of a body that has been taken. */
export interface TakenBody {
  /** Undefined when it is no text, or was too long to be held. */
  readonly text: string | undefined;
  readonly bytes: number;
}

/**
 * Takes the body of an answer: a short text into the log and out as the job's output, anything else into a file.
 * @throws HttpFailure; what keeping a file throws
 */
export async function takeBody(
  answer: Answer,
  host: string,
  http: HttpRequest,
  context: ExecutionContext,
  signal: AbortSignal,
): Promise<TakenBody> {
  const mostBytes = http.mostAnswerBytes;
  const pieces = unpackBody(answer, { host, mostBytes, signal });
  const heldAtMost = http.success.body.length === 0 ? longestShownBytes : longestJudgedBytes;
  const held: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (let piece = await pieces.next(); piece.done !== true; piece = await pieces.next()) {
      held.push(piece.value);
      bytes += piece.value.byteLength;
      if (bytes <= heldAtMost) continue;
      const whole = countBytes(held, pieces);
      await keep(answer, whole.pieces(), context);
      await tell(context.log, [`(a body of ${String(whole.bytes())} bytes)\n`]);
      return { text: undefined, bytes: whole.bytes() };
    }
  } finally {
    await pieces.return(undefined);
  }
  const whole = Buffer.concat(held);
  if (bytes === 0) return { text: "", bytes };
  const text = decode(whole, answer.headers.get("content-type")?.[0] ?? "");
  if (text === undefined || bytes > longestShownBytes) {
    await keep(answer, yieldOnce(whole), context);
    await tell(context.log, [`(a body of ${String(bytes)} bytes)\n`]);
    return { text, bytes };
  }
  await context.log.write("stdout", Buffer.from(text));
  const isJson = /[/+]json\b/i.test(answer.headers.get("content-type")?.[0] ?? "");
  const value = isJson ? readJson(text) : undefined;
  await context.reportOutput?.(value === undefined ? text : value);
  return { text, bytes };
}

async function* yieldOnce(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** All of a body once more, that which is held first. */
function countBytes(held: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>) {
  let count = 0;
  return {
    bytes: () => count,
    async *pieces(): AsyncGenerator<Uint8Array> {
      for (const piece of held) {
        count += piece.byteLength;
        yield piece;
      }
      for await (const piece of rest) {
        count += piece.byteLength;
        yield piece;
      }
    },
  };
}

async function keep(answer: Answer, content: AsyncGenerator<Uint8Array>, context: ExecutionContext): Promise<void> {
  const name = fileName(answer.headers.get("content-type")?.[0] ?? "");
  if (context.keepArtifact !== undefined) {
    await context.keepArtifact(name, content);
    return;
  }
  // Read to its end all the same: whether it comes whole belongs to the answer.
  for await (const _piece of content);
}

const endings: Readonly<Record<string, string>> = {
  "application/json": "json",
  "text/html": "html",
  "text/csv": "csv",
  "application/xml": "xml",
  "text/xml": "xml",
  "application/pdf": "pdf",
  "application/zip": "zip",
  "image/png": "png",
  "image/jpeg": "jpg",
};

function fileName(contentType: string): string {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  const ending = endings[type] ?? (type.startsWith("text/") ? "txt" : type.endsWith("+json") ? "json" : "bin");
  return `answer.${ending}`;
}

/** @returns undefined when it is no text of the kind it says it is, of UTF-8 where it says nothing */
function decode(bytes: Buffer, contentType: string): string | undefined {
  const named = /charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1];
  try {
    const text = new TextDecoder(named ?? "utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
