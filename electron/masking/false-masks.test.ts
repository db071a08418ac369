import { createCipheriv } from "node:crypto";
import { expect, test } from "vitest";
import { createMasker } from "./masker.ts";
import { compileSecrets } from "./secret-table.ts";

/** Passwords, tokens, a PIN-like short one, a phrase: what people have. */
const secrets = [
  "hunter2hunter2",
  "correct horse battery staple",
  "AKIA5EXAMPLE5KEY5ID5",
  "pass'word\"with$quotes",
  "zR8kQ1nV7tLxW3mYb0pHc9sD6fJg2aUe5iOo4rTq",
  "0f8e7d6c5b4a39281706f5e4d3c2b1a0",
  "Grüße-aus-Köln",
  "s3cret!",
  "Q7$x",
  "20261121-0931",
];
const mask = Buffer.from("••••••");

/** Megabytes of each kind of text; more of them when asked, for the figure in the documentation. */
const megabytes = Number(process.env.CRONIUM_FALSE_MASK_MEGABYTES ?? 2);

/** The same random bytes each time: a cipher's key stream. */
function* randomBytes(seed: number): Generator<Buffer> {
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, seed), Buffer.alloc(16));
  for (let chunk = 0; chunk < megabytes * 16; chunk++) yield cipher.update(Buffer.alloc(65_536));
}

const letters = Buffer.from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;-_/\\%&=+'\"$!?\n");

test.each<[string, (bytes: Buffer) => Buffer]>([
  ["bytes", (bytes) => bytes],
  ["letters, digits and signs", (bytes) => bytes.map((byte) => letters[byte % letters.length] ?? 0) as Buffer],
  ["hexadecimal", (bytes) => Buffer.from(bytes.toString("hex"))],
  ["hexadecimal with spaces", (bytes) => Buffer.from(bytes.toString("hex").replaceAll(/../g, "$& "))],
  ["base64", (bytes) => Buffer.from(bytes.toString("base64"))],
  ["decimal numbers", (bytes) => Buffer.from([...bytes].join(", "))],
  ["hexadecimal words", (bytes) => Buffer.from(bytes.toString("hex").replaceAll(/.{4}/g, "$& "))],
  [
    "octal digits",
    (bytes) =>
      Buffer.from(
        Array.from(bytes, (byte) => byte & 7)
          .join("")
          .replaceAll(/.{6}/g, "$& "),
      ),
  ],
  [
    "binary digits",
    (bytes) =>
      Buffer.from(
        Array.from(bytes, (byte) => byte & 1)
          .join("")
          .replaceAll(/.{8}/g, "$& "),
      ),
  ],
  [
    "characters with blanks between",
    (bytes) =>
      Buffer.from(Array.from(bytes, (byte) => `   ${letters.toString("latin1", byte % 80, (byte % 80) + 1)}`).join("")),
  ],
])("random %s is not masked: less than one mask in a million bytes", (name, write) => {
  const masker = createMasker(compileSecrets(secrets));
  let length = 0;
  let masks = 0;
  for (const bytes of randomBytes(7)) {
    const text = write(bytes);
    length += text.length;
    const shown = masker.push(text);
    for (let at = shown.indexOf(mask); at !== -1; at = shown.indexOf(mask, at + 1)) masks++;
  }
  if (megabytes > 2) process.stdout.write(`${name}: ${String(masks)} masks in ${String(length)} bytes\n`);
  expect(length).toBeGreaterThan(megabytes * 1_000_000);
  expect(masks / length).toBeLessThan(1e-6);
});
