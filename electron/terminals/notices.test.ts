import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { endLine, idleWords, watchScreen } from "./notices.ts";

describe("watchScreen", () => {
  it("knows a program's own screen, though what puts it up comes in pieces", () => {
    const screen = watchScreen();
    screen.see(Buffer.from("$ vi\r\n\x1b[?10"));
    expect(screen.isPutUp).toBe(false);
    screen.see(Buffer.from("49h~\r\n~"));
    expect(screen.isPutUp).toBe(true);
    for (const byte of Buffer.from("bye\x1b[?1049l$ ")) screen.see(Buffer.of(byte));
    expect(screen.isPutUp).toBe(false);
  });
});

describe("endLine", () => {
  it("takes down a screen only where there is one: the cursor would jump into the text otherwise", () => {
    const screen = watchScreen();
    expect(endLine("gone", screen)).not.toContain("\x1b[?1049l");
    screen.see(Buffer.from("\x1b[?1049h"));
    expect(endLine("gone", screen)).toMatch(/^\x1b\[\?1049l/);
  });
});

it("writes how long nobody typed in words", () => {
  expect([60_000, 600_000, 3_600_000, 7_200_000, 5_400_000].map(idleWords)).toEqual([
    "1 minute",
    "10 minutes",
    "1 hour",
    "2 hours",
    "90 minutes",
  ]);
});
