import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodings } from "../testing/encodings.ts";
import { createMasker } from "./masker.ts";
import { compileSecrets, type SecretTable } from "./secret-table.ts";

const secrets = [
  "pa$$ w0rd/é'\"+&<=%x\\Q",
  "hunter2Hunter2",
  "sk_live_51H8xkz-ExampleExample00aB_LongerThanALine",
  "t0p!Secret",
];
const table = compileSecrets(secrets);
const mask = "••••••";

function maskAt(text: Buffer, cuts: readonly number[], own: SecretTable | undefined = table): Buffer {
  const masker = createMasker(own);
  const edges = [0, ...cuts, text.length];
  const parts = edges.slice(1).map((edge, index) => Buffer.from(masker.push(text.subarray(edges[index], edge))));
  return Buffer.concat([...parts, masker.finish()]);
}

const sequence = /\u001b\[[0-9;]*[a-zA-Z]/g;

/** Characters that may stand beside the mask: of a neighbour in base64, a prefix such as `\x`, a dump's address. */
const mostBeside = 14;

/** What is left of the encoded text: pieces of at least four characters that stand there only because of it. */
function leaks(shown: Buffer, encoded: Buffer): string[] {
  const left = shown.toString("latin1").replaceAll(sequence, "");
  const whole = encoded.toString("latin1");
  const found: string[] = [];
  for (let at = 0; at + 6 <= whole.length; at++) {
    const piece = whole.slice(at, at + 6);
    if (left.includes(piece) && !/^[-\sx.:|0-9]*$/.test(piece) && !allowed.some((text) => text.includes(piece)))
      found.push(piece);
  }
  return found;
}

/** What stands beside the secret in some of the texts, encoded as they are. */
const allowed = ["-".repeat(48), Buffer.from("-".repeat(48)).toString("base64")];

describe.each(encodings)("$name", (encoding) => {
  test("is hidden at every cut", () => {
    for (const secret of secrets) {
      const encoded = encoding.encode(secret);
      const text = Buffer.concat([Buffer.from("before\n"), encoded, Buffer.from("\nafter")]);
      const uncut = maskAt(text, []);
      expect(uncut.toString()).toContain(mask);
      expect(leaks(uncut, encoded), secret).toEqual([]);
      expect(uncut.toString()).toMatch(/^before\n/);
      expect(uncut.toString()).toMatch(/\nafter$/);
      if (!/lines of|xxd|dump|od -b/.test(encoding.name)) {
        expect(uncut.length, secret).toBeLessThan("before\n\nafter".length + 18 + mostBeside);
      }
      for (let cut = 0; cut <= text.length; cut++) expect(maskAt(text, [cut]).equals(uncut)).toBe(true);
      const everywhere = Array.from({ length: text.length }, (_, at) => at);
      expect(maskAt(text, everywhere).equals(uncut)).toBe(true);
    }
  });

  test("is hidden with terminal sequences between any two of its characters, which stay", () => {
    const colours = ["\u001b[0m", "\u001b[38;5;196m", "\u001b[K"];
    for (const secret of secrets) {
      const encoded = encoding.encode(secret);
      const parts: Buffer[] = [Buffer.from("before\n")];
      for (const [at, byte] of encoded.entries()) {
        // Not within the address of a dump, where the program that colours has none either.
        parts.push(Buffer.from([byte]), Buffer.from(colours[at % colours.length] ?? ""));
      }
      const text = Buffer.concat([...parts, Buffer.from("\nafter")]);
      const uncut = maskAt(text, []);
      expect(leaks(uncut, encoded), secret).toEqual([]);
      expect(uncut.toString("latin1").match(sequence)).toEqual(text.toString("latin1").match(sequence));
      for (let cut = 0; cut <= text.length; cut += 1 + Math.floor(text.length / 97)) {
        expect(maskAt(text, [cut]).equals(uncut)).toBe(true);
      }
    }
  });
});

test("secrets in any writing, one after the other and within each other, cut and coloured at will", () => {
  const anyEncoding = fc.constantFrom(...encodings.filter(({ name }) => !/xxd|dump|od -b/.test(name)));
  const piece = fc.tuple(fc.constantFrom(...secrets), anyEncoding, fc.boolean());
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(), { maxLength: 6 }),
      (pieces, seeds) => {
        const encoded = pieces.map(([secret, encoding]) => encoding.encode(secret));
        const text = Buffer.concat(
          pieces.flatMap(([, , isColoured], at) => [
            Buffer.from(isColoured ? "\u001b[1m" : "\n"),
            encoded[at] ?? Buffer.alloc(0),
            Buffer.from(isColoured ? "\u001b[0m\n" : "\n"),
          ]),
        );
        const cuts = seeds.map((seed) => seed % (text.length + 1)).sort((left, right) => left - right);
        const shown = maskAt(text, cuts);
        for (const one of encoded) expect(leaks(shown, one)).toEqual([]);
        expect(shown.equals(maskAt(text, []))).toBe(true);
      },
    ),
    { numRuns: 400 },
  );
});

test("a secret is hidden as the very last bytes of a stream, in every encoding", () => {
  for (const encoding of encodings) {
    for (const secret of [...secrets, "ends&with&"]) {
      const encoded = encoding.encode(secret);
      const shown = maskAt(encoded, [], compileSecrets([...secrets, "ends&with&"]));
      expect(leaks(shown, encoded), encoding.name).toEqual([]);
      expect(shown.toString(), encoding.name).toContain(mask);
    }
  }
});

test("secrets that overlap and contain each other leave nothing of either", () => {
  const overlapping = ["alpha-beta", "beta-gamma", "alpha-beta-gamma-delta", "ta-gam"];
  const own = compileSecrets(overlapping);
  const text = Buffer.from("x alpha-beta-gamma y alpha-beta-gamma-delta z");
  for (let cut = 0; cut <= text.length; cut++) {
    for (let next = cut; next <= text.length; next++) {
      expect(maskAt(text, [cut, next], own).toString()).toBe(`x ${mask} y ${mask} z`);
    }
  }
});
