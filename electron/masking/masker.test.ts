import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMasker } from "./masker.ts";
import { compilePatterns, compileSecrets, type SecretTable } from "./secret-table.ts";
import { asIs, type SecretPattern } from "./writings.ts";

const mask = "••••••";

function maskWhole(text: Buffer, table: SecretTable | undefined, cuts: readonly number[] = []): Buffer {
  const masker = createMasker(table);
  const edges = [0, ...cuts, text.length];
  // Each chunk is written over afterwards, as the one who reads it may do.
  const parts = edges.slice(1).map((edge, index) => {
    const chunk = Buffer.from(text.subarray(edges[index], edge));
    const shown = Buffer.from(masker.push(chunk));
    chunk.fill(0x7e);
    return shown;
  });
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
    parts.push(Buffer.from(mask));
    at = end;
  }
  return Buffer.concat(parts);
}

const few = fc.stringMatching(/^[ab]{2,4}$/).map((text) => Buffer.from(text));

function plainly(bytes: Buffer): SecretPattern {
  return { writing: asIs, bytes, starts: [bytes.readUInt16BE(0)] };
}

test("hides exactly what lies in an occurrence, wherever the stream is cut", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[abc]{0,40}$/).map((text) => Buffer.from(text)),
      fc.array(few, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(40), { maxLength: 6 }),
      (text, patterns, positions) => {
        const cuts = positions.filter((at) => at <= text.length).sort((left, right) => left - right);
        const table = compilePatterns(patterns.map(plainly));
        expect(maskWhole(text, table, cuts)).toEqual(maskByDefinition(text, patterns));
      },
    ),
    { numRuns: 2_000 },
  );
});

test("leaves output without secrets alone and holds nothing back for long", () => {
  const masker = createMasker(compileSecrets(["correct horse"]));
  expect(masker.push(Buffer.from("a line of output\n")).toString()).toBe("a line of output\n");
  expect(masker.held).toBe(0);
  expect(masker.push(Buffer.from("it was correct ")).toString()).toBe("it was ");
  expect(masker.held).toBe("correct ".length);
  expect(masker.finish().toString()).toBe("correct ");
});

test("does not mask very short secrets, which stand in ordinary text", () => {
  expect(compileSecrets(["abc"])).toBeUndefined();
  expect(compileSecrets([])).toBeUndefined();
});

test("a secret that goes on and on is hidden without being kept in memory", () => {
  const table = compileSecrets(["aaaa"]);
  const masker = createMasker(table);
  const shown: Buffer[] = [];
  for (let piece = 0; piece < 200; piece++) {
    shown.push(Buffer.from(masker.push(Buffer.alloc(1_000, "a"))));
    expect(masker.held).toBeLessThanOrEqual(table?.reach ?? 0);
  }
  expect(Buffer.concat([...shown, masker.finish()]).toString()).toBe(mask);
});

test("what only begins like a secret is let go once it cannot be one", () => {
  const table = compileSecrets(["topsecret"]);
  const masker = createMasker(table);
  let length = masker.push(Buffer.from("t")).length;
  for (let piece = 0; piece < 2_000; piece++) length += masker.push(Buffer.from("\u001b[1m\u001b[22m")).length;
  expect(masker.held).toBeLessThanOrEqual(table?.reach ?? 0);
  expect(length + masker.held).toBe(1 + 2_000 * 9);
});

describe("terminal sequences", () => {
  const table = compileSecrets(["topsecret", "12345678"]);

  test.each([
    [
      "colours between the characters",
      "x\u001b[31mtop\u001b[0;1msec\u001b[mret y",
      `x\u001b[31m${mask}\u001b[0;1m\u001b[m y`,
    ],
    ["grep --color", "\u001b[01;31m\u001b[Ktops\u001b[m\u001b[Kecret", `\u001b[01;31m\u001b[K${mask}\u001b[m\u001b[K`],
    ["tput sgr0", "topsecre\u001b(B\u001b[mt.", `${mask}\u001b(B\u001b[m.`],
    ["a link's address", "\u001b]8;;http://a/?topsecret\u0007name", `\u001b]8;;http://a/?${mask}\u0007name`],
    ["a window title within", "top\u001b]0;title\u001b\\secret", `${mask}\u001b]0;title\u001b\\`],
    ["digits that could be a parameter", "\u001b[12345678m", `\u001b[${mask}m`],
    ["a secret in a title within a secret", "top\u001b]0;topsecret\u0007secret", mask],
  ])("%s", (_name, printed, shown) => {
    const text = Buffer.from(printed);
    for (let cut = 0; cut <= text.length; cut++) expect(maskWhole(text, table, [cut]).toString()).toBe(shown);
  });
});

test("a secret of several lines is hidden line by line too", () => {
  const table = compileSecrets(["first-line-of-it\r\nshort\nsecond-line-of-it\n"]);
  expect(maskWhole(Buffer.from("a second-line-of-it b"), table).toString()).toBe(`a ${mask} b`);
  expect(maskWhole(Buffer.from(Buffer.from("first-line-of-it").toString("hex")), table).toString()).toBe(mask);
  expect(maskWhole(Buffer.from("short"), table).toString()).toBe("short");
});

test("nothing is held back after the end", () => {
  const masker = createMasker(compileSecrets(["topsecret"]));
  masker.push(Buffer.from("end"));
  masker.finish();
  expect(masker.held).toBe(0);
});

test.each(["hunter2\n", " hunter2", "pass word\r\n\r\n", "one\ntwo\n"])(
  "a secret is hidden without the blanks around it, too: %j",
  (secret) => {
    const table = compileSecrets([secret]);
    expect(maskWhole(Buffer.from(`<${secret.trim()}>`), table).toString()).toBe(`<${mask}>`);
    const encoded = Buffer.from(secret.trim()).toString("hex");
    expect(maskWhole(Buffer.from(encoded), table).toString()).toBe(mask);
  },
);

test("what is to be hidden from some place on is hidden there as if it had been known from the start", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("late-secret", "early-one", "l", "late", "e", " ", "\n"), { maxLength: 30 }),
      fc.array(fc.constantFrom("late-secret", "early-one", "late-", "secret", " ", "\n"), { maxLength: 30 }),
      (before, after) => {
        const first = before.join("").replaceAll("late-secret", "");
        // What began before is not masked: nobody had it to print.
        const rest = ` ${after.join("")}`;
        const masker = createMasker(compileSecrets(["early-one"]));
        const shown = [Buffer.from(masker.push(Buffer.from(first)))];
        const both = compileSecrets(["early-one", "late-secret"]);
        if (both !== undefined) masker.look(both);
        shown.push(Buffer.from(masker.push(Buffer.from(rest))), Buffer.from(masker.finish()));
        const whole = maskWhole(Buffer.from(first + rest), both);
        expect(Buffer.concat(shown).toString()).toBe(whole.toString());
      },
    ),
  );
});
