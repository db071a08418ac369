import fc from "fast-check";
import { expect, test } from "vitest";
import { logStreams, type LogStream } from "../../../shared/words.ts";
import { createPresenter, type LogBytes, type Presentation, type Segment } from "./present-parts.ts";

const tints = { stderr: "38;2;255;0;0", system: "2" };

function textOf(segments: readonly Segment[], kind?: Segment["kind"]): string {
  return Buffer.concat(segments.filter((each) => kind === undefined || each.kind === kind).map((each) => each.bytes))
    .toString("utf8")
    .replaceAll("\u001b", "␛");
}

function part(stream: LogStream, content: string | Uint8Array, atMs = 0): LogBytes {
  return { stream, atMs, bytes: typeof content === "string" ? Buffer.from(content) : content };
}

function presentAll(presentation: Presentation, parts: readonly LogBytes[]): readonly Segment[] {
  const presenter = createPresenter(presentation);
  return [...parts.flatMap((each) => presenter.present([each])), ...presenter.finish()];
}

/** Bytes that are likely to be cut in awkward places. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        "é",
        "漢",
        "🙂",
        "\u001b[31m",
        "\u001b[0m",
        "\u001b[38;5;9;1m",
        "\n",
        "\r\n",
        "\r",
        "\u001b",
        "x",
      ),
    )
    .map((pieces) => Uint8Array.from(Buffer.from(pieces.join("")))),
);
const someParts = fc.array(fc.record({ stream: fc.constantFrom(...logStreams), atMs: fc.nat(1_000), bytes }), {
  maxLength: 20,
});

test("shows exactly the bytes of each stream, in their order, whatever is put between them", () => {
  fc.assert(
    fc.property(someParts, fc.boolean(), (parts, timestamps) => {
      const presentation: Presentation = {
        streams: "both",
        tints,
        ...(timestamps ? { timestamp: { write: String, tint: "2" } } : {}),
      };
      const segments = presentAll(presentation, parts).filter((segment) => segment.kind === "script");
      for (const stream of logStreams) {
        const shown = Buffer.concat(segments.filter((each) => each.stream === stream).map((each) => each.bytes));
        expect(shown).toEqual(Buffer.concat(parts.filter((each) => each.stream === stream).map((each) => each.bytes)));
      }
    }),
  );
});

test("cuts make no difference: text that arrives in pieces looks as if it had arrived whole", () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(40), { maxLength: 6 }), (content, cuts) => {
      const places = [0, ...cuts.filter((cut) => cut < content.length).toSorted((a, b) => a - b), content.length];
      const pieces = places.slice(1).map((end, index) => part("stderr", content.subarray(places[index], end)));
      const presentation: Presentation = { streams: "both", tints, timestamp: { write: () => "T", tint: "2" } };
      expect(textOf(presentAll(presentation, pieces))).toBe(
        textOf(presentAll(presentation, [part("stderr", content)])),
      );
    }),
  );
});

test("a character that another stream cuts in two stays whole", () => {
  const [first, second] = [Buffer.from("é").subarray(0, 1), Buffer.from("é").subarray(1)];
  const segments = presentAll({ streams: "both", tints: {} }, [
    part("stdout", first),
    part("stderr", "warning "),
    part("stdout", second),
  ]);
  expect(textOf(segments, "script")).toBe("warning é");
});

test("each stream keeps its own colours, and what has none on stderr is tinted", () => {
  const segments = presentAll({ streams: "both", tints: { stderr: "91" } }, [
    part("stdout", "\u001b[32mgreen "),
    part("stderr", "tinted \u001b[1;33myellow \u001b[0mtinted again "),
    part("stdout", "still green"),
  ]);
  expect(textOf(segments)).toBe("␛[32mgreen ␛[0;91mtinted ␛[1;33myellow ␛[0m␛[91mtinted again ␛[0;32mstill green");
});

test("a chosen stream is shown alone", () => {
  const parts = [part("stdout", "out "), part("stderr", "bad "), part("system", "note ")];
  expect(textOf(presentAll({ streams: "stdout", tints }, parts), "script")).toBe("out ");
  expect(textOf(presentAll({ streams: "stderr", tints }, parts), "script")).toBe("bad ");
});

test("each line carries the instant of its first byte; a returned carriage is stamped again, an ended one is not", () => {
  const presentation: Presentation = {
    streams: "both",
    tints: {},
    timestamp: { write: (atMs) => `<${String(atMs)}>`, tint: "2" },
  };
  const segments = presentAll(presentation, [
    part("stdout", "a", 1),
    part("stdout", "b\r\n\nc\n", 2),
    part("stdout", "10%\r20%", 3),
  ]);
  expect(textOf(segments).replaceAll(/␛\[[0-9;]*m/g, "")).toBe("<1> ab\r\n<2> \n<2> c\n<3> 10%\r<3> 20%");
});
