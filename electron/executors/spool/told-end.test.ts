import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEndReader } from "./told-end.ts";

const mark = "cronium-spool-exec_1";
const words = `\0${mark} exited 3 10 20 0 0\n${mark} left 77 sleep 9\n`;
const ended = { state: "exited", exitCode: 3, stdout: 10, stderr: 20, whole: true, left: ["77 sleep 9"] };

/** Takes the text in pieces, each cut at one of the places. */
function read(text: string, cuts: readonly number[]) {
  const bytes = Buffer.from(text, "latin1");
  const reader = createEndReader(mark);
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((one, other) => one - other);
  const pieces = places.map((place, index) => reader.take(bytes.subarray(places[index - 1] ?? 0, place)));
  const before = Buffer.concat(pieces).toString("latin1");
  const { rest, status } = reader.finish();
  return { before, all: before + rest.toString("latin1"), status };
}

describe("what the runner says behind the last bytes of a run", () => {
  const piece = fc.constantFrom("x", "\0", "\0c", `\0${mark}`, words, `\0${mark} exited 0 0 0 0 0\n`, "\n", "\0\0");
  const output = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
  const cuts = fc.array(fc.nat(), { maxLength: 8 });

  it("is told from what the run wrote, wherever the stream is cut and whatever the run imitates", () => {
    fc.assert(
      fc.property(output, cuts, (said, at) => {
        const { all, status } = read(said + words, at);
        expect(all).toBe(said);
        expect(status).toMatchObject(ended);
      }),
    );
  });

  it("leaves the question open where the runner could not say, whatever the run imitates", () => {
    fc.assert(
      fc.property(output, cuts, (said, at) => {
        expect(read(`${said}\0${mark} unsaid\n`, at)).toMatchObject({ all: said, status: undefined });
      }),
    );
  });

  it("is not taken for words of the run where a login shell says goodbye behind it", () => {
    const goodbyes = ["logout\n", "bye", "\u001B[0m", "\n\nbye\n\u001B]0;\u0007"];
    for (const goodbye of goodbyes) {
      expect(read(`said${words}${goodbye}`, [6, 30])).toMatchObject({ all: "said", status: ended });
    }
    expect(read(`said\0${mark} exited 0 0`, [])).toMatchObject({ all: "said", status: undefined });
  });

  it("keeps nothing of a run back that cannot be it", () => {
    expect(read("a\0b\0cronium-", []).before).toBe("a\0b");
    expect(read(`${words}${"x".repeat(70_000)}`, []).before).toHaveLength(words.length + 70_000);
    expect(read("abc", [1, 2])).toEqual({ before: "abc", all: "abc", status: undefined });
  });
});
