import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePatterns, createMasker } from "./masker.ts";
import { secretForms } from "./secret-forms.ts";

function maskWhole(text: Buffer, patterns: readonly Buffer[], cuts: readonly number[] = []): Buffer {
  const masker = createMasker(compilePatterns(patterns));
  const edges = [0, ...cuts, text.length];
  const parts = edges.slice(1).map((edge, index) => masker.push(text.subarray(edges[index], edge)));
  return Buffer.concat([...parts, masker.finish()]);
}

/** The plain meaning of masking: every byte that lies in some occurrence is hidden, each run of them by one mask. */
function maskByDefinition(text: Buffer, patterns: readonly Buffer[]): Buffer {
  const ends = new Map<number, number>();
  for (const pattern of patterns) {
    for (let at = text.indexOf(pattern); at !== -1; at = text.indexOf(pattern, at + 1)) {
      ends.set(at, Math.max(ends.get(at) ?? 0, at + pattern.length));
    }
  }
  const parts: Buffer[] = [];
  for (let at = 0; at < text.length;) {
    let end = ends.get(at);
    if (end === undefined) {
      parts.push(text.subarray(at, ++at));
      continue;
    }
    for (let inside = at + 1; inside < end; inside++) end = Math.max(end, ends.get(inside) ?? 0);
    parts.push(Buffer.from("••••••"));
    at = end;
  }
  return Buffer.concat(parts);
}

const few = fc.stringMatching(/^[ab]{1,4}$/).map((text) => Buffer.from(text));

test("hides exactly what lies in an occurrence, wherever the stream is cut", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[abc]{0,40}$/).map((text) => Buffer.from(text)),
      fc.array(few, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(40), { maxLength: 6 }),
      (text, patterns, positions) => {
        const cuts = positions.filter((at) => at <= text.length).sort((left, right) => left - right);
        expect(maskWhole(text, patterns, cuts)).toEqual(maskByDefinition(text, patterns));
      },
    ),
    { numRuns: 2_000 },
  );
});

test("hides a secret in every form, at every cut and every alignment of base64", () => {
  const secret = "pa$$ w0rd/é'\"+";
  const forms = secretForms(secret);
  const encodings = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret),
    Buffer.from(secret).toString("hex"),
    Buffer.from(secret).toString("base64"),
    Buffer.from(`x${secret}`).toString("base64"),
    Buffer.from(`xy${secret}z`).toString("base64"),
    Buffer.from(secret).toString("base64url"),
  ];
  for (const encoded of encodings) {
    const text = Buffer.from(`before ${encoded} after`);
    for (let cut = 0; cut <= text.length; cut++) {
      const masked = maskWhole(text, forms, [cut]).toString();
      expect(masked).toContain("••••••");
      expect(masked).toMatch(/^before .* after$/s);
      // What is left of an aligned base64 text beside the mask is at most the characters shared with its neighbours.
      expect(masked.length).toBeLessThan("before  after".length + "••••••".length + 9);
    }
  }
});

test("leaves output without secrets alone and holds nothing back for long", () => {
  const masker = createMasker(compilePatterns(secretForms("correct horse")));
  expect(masker.push(Buffer.from("a line of output\n")).toString()).toBe("a line of output\n");
  expect(masker.held).toBe(0);
  expect(masker.push(Buffer.from("it was correct ")).toString()).toBe("it was ");
  expect(masker.held).toBe("correct ".length);
  expect(masker.finish().toString()).toBe("correct ");
});

test("does not mask very short secrets, which stand in ordinary text", () => {
  expect(secretForms("abc")).toEqual([]);
});
