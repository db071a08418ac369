import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { createMasker } from "./masker.ts";
import { compileSecrets } from "./secret-table.ts";

const secrets = ["QZKWQZKW-QKZWKQZ*WKQZKWQZ-KQWZKQZW", "QZKW*QZ", "QZ KWé QZ K"];

const commands = [
  ...["", "-a", "-b", "-c", "-d", "-o", "-s", "-x", "-td1", "-tu1", "-tx1", "-tx1z", "-tu1z", "-tx2", "-tx4"].map(
    (format) => `od ${format}`,
  ),
  ...["", "-c", "-tu1", "-tx2"].map((format) => `od -An ${format}`),
  ...["", "-C", "-b", "-c", "-d", "-o", "-x"].map((format) => `hexdump ${format}`),
  ...["", "-b", "-e", "-i", "-p", "-u", "-g 1", "-c 8"].map((format) => `xxd ${format}`),
  "cat -A",
];

function isThere(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

function dumpOf(command: string, text: string): Buffer {
  return execFileSync("sh", ["-c", command], { input: text, timeout: 10_000 });
}

const tables = new Map(secrets.map((secret) => [secret, compileSecrets([secret])]));

function mask(text: Buffer, secret: string, cut = text.length): Buffer {
  const masker = createMasker(tables.get(secret));
  const parts = [masker.push(text.subarray(0, cut)), masker.push(text.subarray(cut)), masker.finish()];
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

/** In the place of a secret; different, as equal lines are left out. */
const filling = "0123456789".repeat(5);

/** What stands in a dump because of a secret: what it does not have when the secret's place is filled up. */
function tellingPieces(dump: Buffer, filled: Buffer): readonly string[] {
  const usual = new Set(piecesOf(filled));
  return [...new Set(piecesOf(dump))].filter((piece) => !usual.has(piece));
}

function piecesOf(dump: Buffer): readonly string[] {
  return dump.toString("latin1").split(/\s+/);
}

/** In decimal words a byte that shares its word with a neighbour stays, one at each end. */
const sharesWords = /-d|-s/;
/** Of single characters the first stays where it is the last of its line. */
const isOfCharacters = /-a|-c$/;

describe.skipIf(!["od", "xxd", "hexdump"].every(isThere))("the real programs", () => {
  test.each(commands)("%s shows nothing of a secret, wherever in a line it begins", (command) => {
    const mostLeft = sharesWords.test(command) ? 2 : isOfCharacters.test(command) ? 1 : 0;
    for (const secret of secrets) {
      for (const before of [0, 1, 2, 3, 15]) {
        const [start, end] = ["0".repeat(before), "1".repeat(9)];
        const dump = dumpOf(command, start + secret + end);
        const telling = tellingPieces(dump, dumpOf(command, start + filling.slice(0, Buffer.byteLength(secret)) + end));
        const shown = piecesOf(mask(dump, secret));
        const left = telling.filter((piece) => shown.includes(piece));
        expect(telling.length).toBeGreaterThan(0);
        const where = `${secret} after ${String(before)} bytes: ${left.join(" ")}`;
        expect(left.length, where).toBeLessThanOrEqual(mostLeft);
      }
    }
  });

  test.each(commands)("%s is masked the same at every cut", (command) => {
    const [secret = ""] = secrets;
    const dump = dumpOf(command, `001${secret}11`);
    const uncut = mask(dump, secret);
    for (let cut = 0; cut <= dump.length; cut++) expect(mask(dump, secret, cut).equals(uncut), String(cut)).toBe(true);
  });
});
