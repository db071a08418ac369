import { expect, test } from "vitest";
import { isToldInLists, type Waiting } from "../../shared/waiting.ts";
import { jobStatusText } from "./paint.ts";
import { waitingLine } from "./waiting-line.ts";

const plain = (_colour: string, text: string): string => text;
const waiting: Waiting = { kind: "server", words: ["server ", "web-1\u001b[2J, down since ", { at: 0 }] };

test("what a job waits for is told with instants as in other lines, and with nothing that steers a terminal", () => {
  const text = waitingLine(waiting, 120_000);
  expect(text).toMatch(/^server web-1.*, down since 1970-01-01T00:00:00Z \(2m ago\)$/);
  expect(text).not.toContain("\u001b");
});

test("a job that has begun and waits is not told to run; one that waits for its turn is no news in a list", () => {
  expect(jobStatusText(plain, { status: "running", waitingFor: waiting })).toBe("◌ waiting");
  expect(jobStatusText(plain, { status: "running" })).toBe("● running");
  expect(jobStatusText(plain, { status: "queued", waitingFor: waiting })).toBe("○ queued");
  expect([waiting, { ...waiting, kind: "turn" as const }, undefined].map(isToldInLists)).toEqual([true, false, false]);
});
