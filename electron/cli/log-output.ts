import { StringDecoder } from "node:string_decoder";
import type { LogStream } from "../../shared/words.ts";
import type { ExecutionLine } from "./answers.ts";
import type { LogChunk } from "./follow-log.ts";
import { write } from "./io.ts";
import type { Paint } from "./paint.ts";
import type { Session } from "./session.ts";
import { plainText } from "./text.ts";

/** Takes the log of one execution, piece by piece, and shows it. */
export interface LogSink {
  take(chunk: LogChunk): Promise<void>;
  /** Nothing more comes. */
  end(): Promise<void>;
}

const scriptStreams: readonly LogStream[] = ["stdout", "stderr"];

/** The exact bytes the script wrote, and nothing else. */
export function rawSink(session: Session, only: LogStream | undefined): LogSink {
  return {
    async take({ stream, bytes }) {
      if (only === undefined ? scriptStreams.includes(stream) : stream === only) await write(session.io.stdout, bytes);
    },
    end: () => Promise.resolve(),
  };
}

/** One JSON document per piece; `data` is base64 of the exact bytes. */
export function jsonSink(session: Session, execution: ExecutionLine, only: LogStream | undefined): LogSink {
  return {
    async take({ stream, atMs, bytes }) {
      if (only !== undefined && stream !== only) return;
      const document = { executionId: execution.id, stream, atMs, data: bytes.toString("base64") };
      await write(session.io.stdout, `${JSON.stringify(document)}\n`);
    },
    end: () => Promise.resolve(),
  };
}

/** Each remark of the program is whole, whether or not a line break ends it. */
function remarkLines(bytes: Buffer): string[] {
  return bytes
    .toString("utf8")
    .replace(/\r?\n$/, "")
    .split(/\r?\n/);
}

function remark(paint: Paint, line: string): string {
  return paint("grey", `· ${plainText(line)}`);
}

/** The script's output for a person, the program's own remarks among it. */
export function plainSink(session: Session, only: LogStream | undefined, paint: Paint): LogSink {
  let midLine = false;
  const put = async (bytes: Buffer): Promise<void> => {
    if (bytes.length === 0) return;
    midLine = bytes.at(-1) !== 0x0a;
    await write(session.io.stdout, bytes);
  };
  return {
    async take({ stream, bytes }) {
      if (only !== undefined && stream !== only) return;
      if (stream !== "system") return put(bytes);
      const lead = midLine ? "\n" : "";
      await put(
        Buffer.from(
          lead +
            remarkLines(bytes)
              .map((line) => `${remark(paint, line)}\n`)
              .join(""),
        ),
      );
    },
    // What comes next, such as how the job ended, begins on a line of its own.
    async end() {
      if (midLine) await put(Buffer.from("\n"));
    },
  };
}

/** Whole lines, each led by where it comes from, for several logs at once. */
export function prefixedSink(session: Session, prefix: string, only: LogStream | undefined, paint: Paint): LogSink {
  const rests = new Map<LogStream, { readonly decoder: StringDecoder; text: string }>();
  const putLine = (stream: LogStream, line: string): Promise<void> => {
    const text = stream === "system" ? remark(paint, line) : line;
    return write(session.io.stdout, `${paint("blue", prefix)} | ${text}\n`);
  };
  return {
    async take({ stream, bytes }) {
      if (only !== undefined && stream !== only) return;
      if (stream === "system") {
        for (const line of remarkLines(bytes)) await putLine(stream, line);
        return;
      }
      const rest = rests.get(stream) ?? { decoder: new StringDecoder("utf8"), text: "" };
      rests.set(stream, rest);
      const lines = (rest.text + rest.decoder.write(bytes)).split("\n");
      rest.text = lines.pop() ?? "";
      for (const line of lines) await putLine(stream, line);
    },
    async end() {
      for (const [stream, { decoder, text }] of rests) {
        const line = text + decoder.end();
        if (line !== "") await putLine(stream, line);
      }
    },
  };
}
