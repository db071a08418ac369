import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { createFakeClock } from "../../../testing/fake-clock.ts";
import type { ServerConnection } from "../../executor.ts";
import { LinkLostError, type CommandChannel } from "../../spool/command-channel.ts";
import { ForwardingRefusedError, type Passage } from "../server-access.ts";
import { createDoors, type DoorWish } from "./open-door.ts";

const server = { id: 1, name: "far", address: "far", port: 22, username: "me" } as ServerConnection;
const place = "/home/me/.cronium/doors";

/** A server that forwards what it is told to, and says where sockets may be; what it was asked is noted. */
function fakeServer(allows: { ports: boolean; sockets: boolean; place: string | undefined; isCutOff?: boolean }) {
  const asked: string[] = [];
  const passages: { isOpen: boolean; end: () => void }[] = [];
  function passage(): Passage {
    const gone = Promise.withResolvers<void>();
    const end = (): void => {
      here.isOpen = false;
      gone.resolve();
    };
    const here = { isOpen: true, end };
    passages.push(here);
    return { closed: gone.promise, close: end };
  }
  const answer = <T>(isAllowed: boolean, opened: () => T): Promise<T> =>
    isAllowed ? Promise.resolve(opened()) : Promise.reject(new ForwardingRefusedError("no"));
  const access = {
    commandsOn: () => ({
      place: "far",
      open(): Promise<CommandChannel> {
        asked.push("place");
        const [stdout, stderr] = [new PassThrough(), new PassThrough()];
        stdout.end(`hello\n${allows.place === undefined ? "" : `cronium-door-place ${allows.place}\n`}`);
        stderr.end();
        return Promise.resolve({
          stdin: new PassThrough(),
          stdout,
          stderr,
          ended: Promise.resolve(allows.isCutOff === true ? undefined : 0),
          close: () => undefined,
        });
      },
    }),
    forward(_server: ServerConnection, _accept: unknown, _signal: AbortSignal, port = 0) {
      asked.push(`port ${String(port)}`);
      return answer(allows.ports, () => ({ url: `http://127.0.0.1:${String(port || 4_711)}`, ...passage() }));
    },
    forwardSocket(_server: ServerConnection, path: string) {
      asked.push(path.slice(0, path.lastIndexOf(".")));
      return answer(allows.sockets, passage);
    },
  };
  const doors = createDoors(access, createFakeClock(0));
  return {
    allows,
    passages,
    open: (wish: Partial<DoorWish> = {}) =>
      doors.open(
        { key: "k", server, accept: () => undefined, socket: "where-allowed", ...wish },
        new AbortController().signal,
      ),
    /** What was asked since the last look. */
    asked: () => asked.splice(0),
  };
}

const all = { ports: true, sockets: true, place };

it("opens both side by side, finds out once where sockets may be, and closes both", async () => {
  const far = fakeServer(all);
  const door = await far.open();
  expect(door.url).toBe("http://127.0.0.1:4711");
  expect(far.asked()).toEqual(["port 0", "place", `${place}/k`]);
  const other = await far.open({ port: 5_000 });
  expect(other.url).toBe("http://127.0.0.1:5000");
  expect(other.socket).toMatch(/^\/home\/me\/\.cronium\/doors\/k\./);
  // A file that the former has left would be in the way.
  expect(other.socket).not.toBe(door.socket);
  expect(far.asked()).not.toContain("place");
  door.close();
  await door.closed;
  expect(far.passages.map(({ isOpen }) => isOpen)).toEqual([false, false, true, true]);
  // It is gone when either is.
  far.passages[3]?.end();
  await other.closed;
  expect(far.passages[2]?.isOpen).toBe(false);
});

it("does with what a server allows, and does not ask again for what it has refused", async () => {
  const noSockets = fakeServer({ ...all, sockets: false });
  expect(await noSockets.open()).toMatchObject({ url: "http://127.0.0.1:4711", socket: undefined });
  noSockets.asked();
  await noSockets.open();
  expect(noSockets.asked()).toEqual(["port 0"]);

  const noPorts = fakeServer({ ...all, ports: false });
  const door = await noPorts.open();
  // Nobody but root listens there.
  expect(door.url).toBe("http://127.0.0.1:1");
  expect(door.socket).toBeDefined();

  const nothing = fakeServer({ ports: false, sockets: false, place });
  await expect(nothing.open()).rejects.toThrow(ForwardingRefusedError);
});

it.each([
  ["there is no place that is nobody else's", undefined],
  ["the place is too deep for a socket", `/home/${"deep/".repeat(20)}doors`],
  ["the place cannot be told in a file of words", "/home/a b/doors"],
])("opens no socket where %s", async (_case, given) => {
  const far = fakeServer({ ...all, place: given });
  expect((await far.open()).socket).toBeUndefined();
  expect(far.asked().filter((what) => what.startsWith("/"))).toEqual([]);
});

it("opens no port in place of the socket that a script goes by, and none to a script that knows no sockets", async () => {
  const far = fakeServer({ ...all });
  await far.open();
  far.allows.sockets = false;
  await expect(far.open({ socket: "always" })).rejects.toThrow("far opens no socket");
  expect(far.passages.slice(2).map(({ isOpen }) => isOpen)).toEqual([false]);
  far.allows.sockets = true;
  expect((await far.open({ socket: "always" })).socket).toBeDefined();
  far.asked();
  expect((await far.open({ socket: "never" })).socket).toBeUndefined();
  expect(far.asked()).toEqual(["port 0"]);
});

it("opens no port alone because the answer to where sockets may be was cut off", async () => {
  const far = fakeServer({ ...all, place: undefined, isCutOff: true });
  await expect(far.open()).rejects.toThrow(LinkLostError);
  expect(far.passages.map(({ isOpen }) => isOpen)).toEqual([false]);
});

it("makes the folder again where somebody has removed it", async () => {
  const far = fakeServer({ ...all });
  await far.open();
  far.asked();
  far.allows.sockets = false;
  await far.open();
  expect(far.asked().filter((what) => what === "place")).toHaveLength(1);
});
