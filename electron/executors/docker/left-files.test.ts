import { pack } from "tar-stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFileKeeper, plainPath, type KeepChoices } from "../keep-files.ts";
import { createRecordedLog } from "../recording-context.ts";
import { silentLogger } from "../../base/logger.ts";
import { readLeftFiles } from "./read-left-files.ts";
import { createTailSplitter } from "./tail-splitter.ts";

interface Left {
  readonly name: string;
  readonly type?: "file" | "symlink" | "directory" | "character-device";
  readonly content?: string;
}

async function archiveOf(files: readonly Left[]): Promise<Buffer> {
  const archive = pack();
  for (const { name, type = "file", content = "" } of files) {
    archive.entry({ name, type, ...(type === "symlink" ? { linkname: "/etc/passwd" } : {}) }, content);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function openKeeper(changes: Partial<KeepChoices> = {}, keep?: KeepChoices["context"]["keepArtifact"]) {
  const kept = new Map<string, string>();
  const left: string[] = [];
  const log = createRecordedLog();
  const keepArtifact = async (path: string, content: AsyncIterable<Uint8Array>): Promise<void> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    kept.set(path, Buffer.concat(chunks).toString());
  };
  const context = {
    keepArtifact: keep ?? keepArtifact,
    leftOut: (path: string) => left.push(path),
    log,
    logger: silentLogger,
  };
  const keeper = createFileKeeper({ context, mostBytes: 1_000, directory: "out", ...changes });
  return { keeper, kept, left, log };
}

async function readAll(bytes: Buffer, sample: ReturnType<typeof openKeeper>, step = 700): Promise<boolean> {
  const reader = readLeftFiles(sample.keeper);
  for (let at = 0; at < bytes.length; at += step) await reader.push(bytes.subarray(at, at + step));
  const isWhole = await reader.end();
  await sample.keeper.finish();
  return isWhole;
}

describe("readLeftFiles", () => {
  it("keeps files of any folder, and nothing that is none", async () => {
    const sample = openKeeper();
    const archive = await archiveOf([
      { name: "./", type: "directory" },
      { name: "./a.txt", content: "one" },
      { name: "./deep/", type: "directory" },
      { name: "./deep/ü b.txt", content: "two" },
      { name: "./link", type: "symlink" },
      { name: "./null", type: "character-device" },
    ]);
    expect(await readAll(archive, sample)).toBe(true);
    expect([...sample.kept]).toEqual([
      ["a.txt", "one"],
      ["deep/ü b.txt", "two"],
    ]);
    expect(sample.log.text("system")).toBe("2 files in out not kept: links and devices are not kept.\n");
  });

  it("keeps what fits and names the rest", async () => {
    const sample = openKeeper({ mostBytes: 10 });
    const archive = await archiveOf([
      { name: "large", content: "x".repeat(5_000) },
      { name: "small", content: "y" },
    ]);
    expect(await readAll(archive, sample)).toBe(true);
    expect([...sample.kept.keys()]).toEqual(["small"]);
    expect(sample.left).toEqual(["large"]);
  });

  it("goes on when one of them cannot be stored", async () => {
    const stored: string[] = [];
    const sample = openKeeper({ mostBytes: 1e6 }, async (path, content) => {
      for await (const chunk of content) {
        if (path === "first") throw new Error(`no room for ${String(chunk.length)} bytes`);
      }
      stored.push(path);
    });
    const archive = await archiveOf([
      { name: "first", content: "x".repeat(50_000) },
      { name: "second", content: "y".repeat(50_000) },
    ]);
    expect(await readAll(archive, sample)).toBe(true);
    expect(stored).toEqual(["second"]);
    expect(sample.left).toEqual(["first"]);
  });

  it("tells of an archive that was cut off, wherever that was", async () => {
    const archive = await archiveOf([
      { name: "a", content: "x".repeat(600) },
      { name: "b", content: "y" },
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: archive.length - 1_024 }),
        fc.integer({ min: 1, max: 900 }),
        async (at, step) => {
          const sample = openKeeper();
          expect(await readAll(archive.subarray(0, at), sample, step)).toBe(false);
          expect([...sample.kept.values()].every((text) => text === "y" || text === "x".repeat(600))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("tells of what is no archive", async () => {
    expect(await readAll(Buffer.from("nonsense".repeat(300)), openKeeper())).toBe(false);
  });
});

describe("plainPath", () => {
  it("leads nowhere but below the directory", () => {
    expect(["./a/./b", "a//b", "../a", "/a", "a/../../b", "a\nb", "a\\b", "./"].map(plainPath)).toEqual([
      "a/b",
      "a/b",
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("createTailSplitter", () => {
  const mark = "\0mark ab\0";

  it("divides at the mark, however the bytes come", () => {
    const piece = fc.oneof(fc.constantFrom("\0", "\0mark", "\0mark a", "x", "\0\0mark "), fc.string());
    fc.assert(
      fc.property(fc.array(piece), fc.option(fc.string()), fc.integer({ min: 1, max: 20 }), (before, after, step) => {
        const own = before.join("").replaceAll(mark, "");
        const bytes = Buffer.from(after === null ? own : `${own}${mark}${after}`);
        const splitter = createTailSplitter(mark);
        const found: Buffer[] = [];
        const tail: Buffer[] = [];
        const place = Buffer.alloc(step);
        for (let at = 0; at < bytes.length; at += step) {
          const length = bytes.copy(place, 0, at, at + step);
          const parts = splitter.push(place.subarray(0, length));
          found.push(Buffer.from(parts.own));
          if (parts.tail !== undefined) tail.push(Buffer.from(parts.tail));
        }
        found.push(Buffer.from(splitter.held()));
        expect(Buffer.concat(found).toString()).toBe(Buffer.from(own).toString());
        expect(Buffer.concat(tail).toString()).toBe(Buffer.from(after ?? "").toString());
      }),
    );
  });
});
