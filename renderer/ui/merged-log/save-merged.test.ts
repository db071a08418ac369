import { expect, test } from "vitest";
import { mergedDownload, type SavedLog } from "./save-merged.ts";

/** A log in pages, cut anywhere. */
function logOf(name: string, ...pages: readonly string[]): SavedLog {
  return {
    name,
    page: (cursor) => {
      const index = Number(cursor);
      return Promise.resolve({
        data: btoa(pages[index] ?? ""),
        read: index + 1,
        size: pages.length,
        next: index + 1 < pages.length ? String(index + 1) : undefined,
      });
    },
  };
}

const at = (second: number, text: string): string => `2026-01-01T00:00:0${String(second)}.000Z stdout ${text}`;

test("saves several logs as one by time, lines led by their server, wherever pages end", async () => {
  let saved = "";
  const shares: number[] = [];
  const download = mergedDownload([
    logOf("web-1", `${at(1, "a")}\n${at(3, "c").slice(0, 30)}`, `${at(3, "c").slice(30)}\nits rest\n`),
    logOf("db", `${at(2, "b")}\n\n`, "", `${at(4, "d")}`),
    logOf("silent", ""),
  ]);
  await download.save(
    {
      write: (bytes) => {
        saved += new TextDecoder().decode(bytes);
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
      abort: () => Promise.reject(new Error("it was given up")),
    },
    (share) => shares.push(share),
    new AbortController().signal,
  );
  expect(saved.split("\n")).toEqual([
    `web-1   ${at(1, "a")}`,
    `db      ${at(2, "b")}`,
    "db      ",
    `web-1   ${at(3, "c")}`,
    "web-1   its rest",
    `db      ${at(4, "d")}`,
    "",
  ]);
  expect(shares.at(-1)).toBe(1);
});
