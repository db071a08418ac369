import { Writable } from "node:stream";
import { expect, it } from "vitest";
import type { LogStream } from "../../shared/words.ts";
import type { CommandIo } from "./io.ts";
import { plainSink, prefixedSink, rawSink, type LogSink } from "./log-output.ts";
import type { Session } from "./session.ts";

async function shown(choose: (session: Session) => LogSink, pieces: readonly [LogStream, string][]): Promise<string> {
  const chunks: Buffer[] = [];
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  const sink = choose({ io: { stdout } as unknown as CommandIo } as Session);
  for (const [stream, text] of pieces) await sink.take({ stream, atMs: 0, bytes: Buffer.from(text) });
  await sink.end();
  return Buffer.concat(chunks).toString();
}

const plain = (session: Session): LogSink => plainSink(session, undefined, (_, text) => text);
const prefixed = (session: Session): LogSink => prefixedSink(session, "web", undefined, (_, text) => text);
const raw = (session: Session): LogSink => rawSink(session, undefined);

it("ends a last line that the script has not ended, but where exact bytes are asked for", async () => {
  expect(await shown(plain, [["stdout", "no end"]])).toBe("no end\n");
  expect(await shown(plain, [["stdout", "an end\n"]])).toBe("an end\n");
  expect(await shown(plain, [])).toBe("");
  expect(await shown(raw, [["stdout", "no end"]])).toBe("no end");
});

it("shows what the program remarks line by line", async () => {
  const pieces: readonly [LogStream, string][] = [
    ["stdout", "half"],
    ["system", "> GET /\n> accept: */*\n"],
    ["system", "without a break"],
    ["system", "\u001b[2Jnext\n"],
  ];
  expect(await shown(plain, pieces)).toBe("half\n· > GET /\n· > accept: */*\n· without a break\n· [2Jnext\n");
  expect(await shown(prefixed, pieces)).toBe(
    "web | · > GET /\nweb | · > accept: */*\nweb | · without a break\nweb | · [2Jnext\nweb | half\n",
  );
});
