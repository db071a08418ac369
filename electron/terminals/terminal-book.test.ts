import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { usualOptions } from "../../shared/server-options.ts";
import type { TerminalFrame } from "../../shared/terminal.ts";
import { nextTurn } from "../base/clock.ts";
import { randomIds } from "../base/ids.ts";
import type { ServerConnection } from "../executors/executor.ts";
import { UnreachableError } from "../executors/spool/command-channel.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { createScriptedTerminals } from "../testing/scripted-terminals.ts";
import { windowBytes } from "./flow.ts";
import { createTerminalBook, type TerminalBook, type TerminalRecord } from "./terminal-book.ts";

const size = { columns: 80, rows: 24 };
const minuteMs = 60_000;

function server(id: number, terminalIdleMs = usualOptions.terminalIdleMs): ServerConnection {
  return {
    id,
    name: `web-${String(id)}`,
    address: "127.0.0.1",
    port: 22,
    username: "ops",
    credential: { kind: "agent" },
    pinnedHostKey: undefined,
    options: { ...usualOptions, terminalIdleMs },
  };
}

function openBench() {
  const clock = createFakeClock(1_795_000_000_000);
  const access = createScriptedTerminals();
  const records: TerminalRecord[] = [];
  const book = createTerminalBook({
    clock,
    ids: randomIds,
    access,
    record: (entry) => {
      records.push(entry);
      return Promise.resolve();
    },
    changed: () => undefined,
    failed: (error) => {
      throw error;
    },
  });
  return { clock, access, records, book };
}

/** A client: takes all it is given, and says so when it is told to. */
function openClient(book: TerminalBook, id: string, name: string, from = 0) {
  const reading = book.follow(id, name, from, () => undefined);
  const frames: TerminalFrame[] = [];
  let end = from;
  return {
    frames,
    take(): void {
      for (let next = reading.next(); next !== undefined; next = reading.next()) {
        frames.push(next.frame);
        end = next.end;
      }
    },
    acknowledge: () => {
      book.acknowledge(id, name, end);
    },
    leave: reading.leave,
    end: () => end,
    text: () =>
      frames
        .map((frame) => (frame.kind === "output" ? Buffer.from(frame.data, "base64").toString("utf8") : ""))
        .join(""),
  };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await nextTurn();
}

describe("a terminal", () => {
  it("passes on what is typed, what is printed and its size", async () => {
    const { access, book } = openBench();
    const { id } = await book.open(server(1), size, undefined);
    const shell = access.shells[0];
    await book.write(id, Buffer.from("ls\r"), undefined);
    book.resize(id, { columns: 120, rows: 40 });
    shell?.print("a  b  ü\r\n");
    await settled();
    const client = openClient(book, id, "one");
    client.take();
    expect(client.text()).toBe("a  b  ü\r\n");
    expect(shell?.typed()).toBe("ls\r");
    expect(shell?.sizes).toEqual([size, { columns: 120, rows: 40 }]);
  });

  it("goes on where a client was when its pipe broke", async () => {
    const { access, book } = openBench();
    const { id } = await book.open(server(1), size, undefined);
    access.shells[0]?.print("before ");
    await settled();
    const first = openClient(book, id, "one");
    first.take();
    first.leave();
    access.shells[0]?.print("after");
    await settled();
    const second = openClient(book, id, "one", first.end());
    await settled();
    second.take();
    expect([first.text(), second.text()]).toEqual(["before ", "after"]);
  });

  it("holds the server up when its only client does not read, and goes on when it does", async () => {
    const { access, book } = openBench();
    const { id } = await book.open(server(1), size, undefined);
    const client = openClient(book, id, "one");
    const shell = access.shells[0];
    const printed = 4 * windowBytes;
    for (let sent = 0; sent < printed; sent += 64 * 1024) shell?.print("y".repeat(64 * 1024));
    await settled();
    client.take();
    expect(client.text().length).toBeLessThan(windowBytes + 300 * 1024);
    expect(shell?.untaken()).toBeGreaterThan(printed / 4);
    for (let turn = 0; turn < 20 && client.text().length < printed; turn++) {
      client.acknowledge();
      await settled();
      client.take();
    }
    expect(client.text().length).toBe(printed);
    expect(client.frames.every(({ kind }) => kind === "output")).toBe(true);
  });

  it("lets one client stand still without holding up another, and tells it of the gap", async () => {
    const { access, book } = openBench();
    const { id } = await book.open(server(1), size, undefined);
    const [still, quick] = [openClient(book, id, "still"), openClient(book, id, "quick")];
    const line = `${"y".repeat(1_023)}\n`;
    for (let turn = 0; turn < 30; turn++) {
      access.shells[0]?.print(line.repeat(100));
      await settled();
      quick.take();
      quick.acknowledge();
    }
    await settled();
    quick.take();
    expect(quick.text().length).toBe(30 * 100 * 1_024);
    still.take();
    still.acknowledge();
    still.take();
    expect(still.frames[0]).toMatchObject({ kind: "gap" });
    const [gap] = still.frames;
    const passed = gap?.kind === "gap" ? gap.bytes : 0;
    expect(passed % 1_024).toBe(0);
    expect(passed).toBeGreaterThanOrEqual(30 * 100 * 1_024 - 1_024 * 1_024);
  });

  it("warns and then closes when nobody types, and any key puts that off", async () => {
    const { clock, access, book, records } = openBench();
    const { id } = await book.open(server(1, 10 * minuteMs), size, undefined);
    await clock.advance(8 * minuteMs);
    await book.write(id, Buffer.from("x"), undefined);
    await clock.advance(8 * minuteMs);
    const client = openClient(book, id, "one");
    client.take();
    expect(client.text()).toBe("");
    await clock.advance(minuteMs);
    client.take();
    expect(client.text()).toContain("closing in 60 s");
    await clock.advance(minuteMs);
    client.take();
    expect(client.frames.at(-1)).toEqual({
      kind: "closed",
      exitCode: undefined,
      message: "Closed after 10 minutes without a key",
    });
    expect(access.shells[0]?.isClosed).toBe(true);
    expect(records.at(-1)).toMatchObject({ what: "close", how: "idle", durationMs: 18 * minuteMs });
    expect(clock.pending).toBe(0);
  });

  it("says in place that its link broke, and gets another shell below", async () => {
    const { access, book } = openBench();
    const { id } = await book.open(server(1), size, undefined);
    const client = openClient(book, id, "one");
    access.shells[0]?.print("working on it");
    access.shells[0]?.exit(undefined);
    await settled();
    client.take();
    expect(client.text()).toContain("working on it");
    expect(client.text()).toContain("[The connection to web-1 was lost]");
    expect(client.frames.at(-1)).toMatchObject({ kind: "closed", exitCode: undefined });
    expect(book.list()).toMatchObject([{ id, isOpen: false }]);
    client.acknowledge();
    await book.reopen(id, server(1), size, undefined);
    access.shells[1]?.print("again");
    await settled();
    client.take();
    expect(client.text().endsWith("again")).toBe(true);
    access.shells[1]?.exit(3);
    await settled();
    client.take();
    expect(client.frames.at(-1)).toMatchObject({ kind: "closed", exitCode: 3 });
  });
});

describe("the book of terminals", () => {
  it("opens no more than eight on a server", async () => {
    const { book } = openBench();
    for (let count = 0; count < 8; count++) await book.open(server(1), size, undefined);
    await expect(book.open(server(1), size, undefined)).rejects.toMatchObject({ code: "conflict" });
    await expect(book.open(server(2), size, undefined)).resolves.toMatchObject({ isOpen: true });
    book.close(book.list()[0]?.id ?? "");
    await expect(book.open(server(1), size, undefined)).resolves.toMatchObject({ isOpen: true });
  });

  it("says why a server cannot be reached, and what to do", async () => {
    const { access, book } = openBench();
    access.refuseWith(new UnreachableError({ reason: "host_key_changed", message: "web-1 shows another key" }));
    await expect(book.open(server(1), size, undefined)).rejects.toMatchObject({
      code: "unavailable",
      message: "web-1 shows another key",
      remedy: expect.stringContaining("owner") as string,
    });
    expect(book.list()).toEqual([]);
  });

  it("writes down that terminals were opened and closed, and not a word of what was typed or shown", async () => {
    const { access, book, records } = openBench();
    const { id } = await book.open(server(1), size, undefined);
    await book.write(id, Buffer.from("export TOKEN=canary\r"), undefined);
    access.shells[0]?.print("canary\r\n");
    await settled();
    await book.stop();
    expect(records.map(({ what }) => what)).toEqual(["open", "close"]);
    expect(records.at(-1)).toMatchObject({ how: "closed" });
    expect(JSON.stringify(records)).not.toContain("canary");
    expect(access.shells[0]?.isClosed).toBe(true);
    await expect(book.open(server(1), size, undefined)).rejects.toThrow();
  });
});
