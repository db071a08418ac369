import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { randomart } from "./randomart.ts";

/** Each file is a public key and, below it, what `ssh-keygen -lv` printed of it. */
const folder = join(import.meta.dirname, "randomart-samples");

it.each(readdirSync(folder))("draws %s as ssh-keygen does", (file) => {
  const [key = "", , ...art] = readFileSync(join(folder, file), "utf8").trimEnd().split("\n");
  expect(randomart(Buffer.from(key.split(" ")[1] ?? "", "base64"))).toBe(art.join("\n"));
});

it("draws what is no key without a title of its own", () => {
  const art = randomart(Buffer.from("nothing"));
  expect(art.split("\n").map((line) => line.length)).toEqual(new Array<number>(11).fill(19));
});
