import type { Duplex } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { usualOptions } from "../../../shared/server-options.ts";
import { until } from "../recording-context.ts";
import type { ServerConnection } from "../executor.ts";
import type { CommandChannel } from "../spool/command-channel.ts";
import type { ServerHold } from "./breaker.ts";
import { ForwardingRefusedError } from "./server-access.ts";
import { bedServer, connectionTo, openSshBench, type SshBench } from "./ssh-conformance-bench.ts";
import { openWire, type CuttableWire } from "./ssh-conformance-proxy.ts";

const { signal } = new AbortController();
let bench: SshBench;
beforeAll(async () => {
  bench = await openSshBench("web-1");
});
afterAll(() => bench.close());

function textOf(channel: CommandChannel): () => string {
  let text = "";
  channel.stdout.on("data", (bytes: Buffer) => (text += bytes.toString("utf8")));
  return () => text;
}

/** @returns what a command wrote, without the last line's end */
async function answerOf(server: ServerConnection, command: string): Promise<string> {
  const channel = await bench.executor.access.commandsOn(server).open(command, "brief", signal);
  const text = textOf(channel);
  expect(await channel.ended).toBe(0);
  return text().trimEnd();
}

describe("a terminal", () => {
  it("has its type and size, takes what is typed, and another size", async () => {
    const size = { columns: 101, rows: 31 };
    const terminal = await bench.executor.access.openTerminal(await connectionTo("web-2"), size, signal);
    const text = textOf(terminal);
    terminal.stdin.write("echo $TERM; stty size\n");
    await until("its size", () => text().includes("xterm-256color\r\n31 101\r\n"));
    terminal.resize(77, 22);
    terminal.stdin.write("stty size; exit 3\n");
    expect(await terminal.ended).toBe(3);
    expect(text()).toContain("22 77\r\n");
  });
});

describe("what runs in terminals", () => {
  it("is told of each of them, though they share a connection", async () => {
    const server = await connectionTo("web-1");
    const size = { columns: 80, rows: 24 };
    const open = () => bench.executor.access.openTerminal(server, size, signal);
    const terminals = [await open(), await open(), await open()];
    const texts = terminals.map(textOf);
    for (const [index, terminal] of terminals.entries()) {
      terminal.stdin.write("echo ready-$((6 * 7))\n");
      await until("its shell", () => (texts[index] as () => string)().includes("ready-42"));
    }
    const programs = () => Promise.all(terminals.map((terminal) => terminal.programs(signal)));
    const seen = (wanted: readonly unknown[]) =>
      until(JSON.stringify(wanted), async () => JSON.stringify(await programs()) === JSON.stringify(wanted));
    await seen([[], [], []]);
    terminals[1]?.stdin.write("tail -f /dev/null\n");
    await seen([[], ["tail"], []]);
    // A job in the background ends with its shell, too.
    terminals[2]?.stdin.write("sleep 600 &\n");
    await seen([[], ["tail"], ["sleep"]]);
    terminals[0]?.stdin.write("exit 0\n");
    await terminals[0]?.ended;
    terminals.shift();
    terminals[0]?.stdin.write("\u0003");
    await seen([[], ["sleep"]]);
    terminals[1]?.stdin.write("kill %1; wait\n");
    await seen([[], []]);
    for (const terminal of terminals) terminal.close();
  });
});

describe("a door on a server", () => {
  it("hands on what connects to it there, until it is closed", async () => {
    const server = await connectionTo("web-1");
    const answer = (connection: Duplex): void => {
      connection.once("data", (bytes: Buffer) => connection.end(`heard ${bytes.toString("utf8")}`));
    };
    const door = await bench.executor.access.forward(server, answer, signal);
    const { hostname, port } = new URL(door.url);
    expect(hostname).toBe("127.0.0.1");
    const connect = `exec 3<>/dev/tcp/127.0.0.1/${port}`;
    expect(await answerOf(server, `bash -c '${connect}; echo hello >&3; cat <&3'`)).toBe("heard hello");
    door.close();
    await door.closed;
    expect(await answerOf(server, `bash -c '${connect}' 2>/dev/null || echo refused`)).toBe("refused");
  });

  it("is refused where the server forbids it", async () => {
    const server = await connectionTo("closed-1");
    await expect(bench.executor.access.forward(server, () => undefined, signal)).rejects.toThrow(
      ForwardingRefusedError,
    );
  });
});

describe("a server behind others", () => {
  it("is reached through two of them, each with its own key", async () => {
    const gate = { ...(await connectionTo("gate-1")), jump: await connectionTo("web-3") };
    const inner = { ...(await connectionTo("inner-1")), jump: gate };
    expect(await answerOf(inner, "id -un; echo ${SSH_CONNECTION%% *}")).toBe(`${inner.username}\n127.0.0.1`);
  });

  it.each([
    ["cannot be reached", { port: 1 }, "refused the connection"],
    [
      "shows another key",
      { pinnedHostKey: "AAAAC3NzaC1lZDI1NTE5AAAAIBODHHKyZmbtXaAyBKoszXW0Uq7ud2EyOAjpz7dBqvs9" },
      "accepted was",
    ],
  ])("says which of them %s", async (_case, changes, words) => {
    const inner = { ...(await connectionTo("inner-1")), jump: await connectionTo("gate-1", changes) };
    const { failure } = await bench.executor.check(inner);
    expect(failure?.reason).toBe("jump_failed");
    expect(failure?.message).toMatch(/^inner-1 is reached through gate-1: /);
    expect(failure?.message).toContain(words);
  });

  it("says that the one before it forwards nothing", async () => {
    const behind = { ...(await connectionTo("web-1")), jump: await connectionTo("closed-1") };
    const { failure } = await bench.executor.check(behind);
    expect(failure?.reason).toBe("jump_failed");
    expect(failure?.message).toContain("closed-1: it did not pass the connection on to 127.0.0.1:2201");
  });
});

describe("a server whose wire fails", () => {
  let wire: CuttableWire;
  let server: ServerConnection;
  const news: (ServerHold | number)[] = [];
  let end = (): void => undefined;

  beforeEach(async () => {
    wire = await openWire(bedServer("web-1"));
    const options = { ...usualOptions, keepaliveMs: 1_000, connectTimeoutMs: 1_000, channels: 1 };
    server = await connectionTo("web-1", { address: "127.0.0.1", port: wire.port, options });
    news.length = 0;
    end = bench.executor.access.listen({
      stateChanged: (hold) => news.push(hold),
      keyChanged: (serverId) => news.push(serverId),
    });
  });
  afterEach(async () => {
    end();
    bench.executor.access.drop(server.id);
    await wire.close();
  });

  it("lets go of a connection that falls silent, and says that nothing answers", async () => {
    const channel = await bench.executor.access.commandsOn(server).open("sleep 1000", "lasting", signal);
    textOf(channel);
    wire.freeze();
    expect(await channel.ended).toBeUndefined();
    const { failure } = await bench.executor.check(server);
    expect(failure).toEqual({
      reason: "connect_failed",
      message: `127.0.0.1:${String(wire.port)} did not answer within 1 s`,
    });
  });

  it("is held after three attempts in vain, and free once it answers", async () => {
    await wire.sever();
    for (let attempt = 0; attempt < 3; attempt += 1) await bench.executor.check(server);
    const reason = `127.0.0.1:${String(wire.port)} refused the connection`;
    expect(news).toEqual([expect.objectContaining({ serverId: server.id, reason })]);
    await wire.mend();
    expect(await answerOf(server, "echo there")).toBe("there");
    expect(news.slice(1)).toEqual([
      { serverId: server.id, heldUntil: undefined, heldSince: undefined, reason: undefined },
    ]);
  });

  it("whose key changes loses every connection, and is not asked again before it is tested", async () => {
    const { access } = bench.executor;
    const channel = await access.commandsOn(server).open("sleep 1000", "lasting", signal);
    textOf(channel);
    wire.leadTo(bedServer("web-2"));
    const more = () => access.commandsOn(server).open("true", "brief", signal);
    await expect(more()).rejects.toMatchObject({ failure: { reason: "host_key_changed" } });
    expect(await channel.ended).toBeUndefined();
    expect(news).toContain(server.id);
    const asked = wire.connectionCount();
    await expect(more()).rejects.toMatchObject({ failure: { reason: "host_key_changed" } });
    expect(wire.connectionCount()).toBe(asked);
    wire.leadTo(bedServer("web-1"));
    expect((await bench.executor.check(server)).status).toBe("online");
    expect(await answerOf(server, "echo there")).toBe("there");
  });
});
