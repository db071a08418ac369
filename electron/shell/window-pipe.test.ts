import { EventEmitter } from "node:events";
import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import type { IpcRenderer, WebContents } from "electron";
import { describe, expect, it } from "vitest";
import { pipeSocketClass } from "../../renderer/bridge/pipe-socket.ts";
import { windowPipes } from "../../renderer/bridge/window-pipe.ts";
import type { FramePipe } from "../../shared/pipe.ts";
import { createConformanceRouter, type ConformanceRouter } from "../api/conformance-router.ts";
import { frameLimitBytes } from "../api/frame-limit.ts";
import { describePipe } from "../api/pipe-conformance.ts";
import { servePipe } from "../api/serve-pipe.ts";
import { frameChannel } from "./frame-channel.ts";
import { createWindowPort } from "./preload-port.ts";
import { acceptPipes, type ServePipe } from "./window-pipe.ts";

/** Both ends of Electron's IPC for one window, with its copying and its later delivery. */
class FakeWindow extends EventEmitter {
  readonly ipc = new EventEmitter();
  readonly mainFrame = {};
  readonly page = new EventEmitter();
  destroyed = false;

  isDestroyed(): boolean {
    return this.destroyed;
  }

  send(channel: string, ...values: unknown[]): void {
    if (this.destroyed) throw new Error("Object has been destroyed");
    const copies = structuredClone(values);
    setImmediate(() => this.page.emit(channel, {}, ...copies));
  }

  sendFromPage(frame: unknown, channel: string, ...values: unknown[]): void {
    const copies = structuredClone(values);
    setImmediate(() => this.ipc.emit(channel, { senderFrame: frame }, ...copies));
  }

  /** What `ipcRenderer` is to the preload. */
  readonly ipcRenderer = {
    send: (channel: string, ...values: unknown[]) => {
      this.sendFromPage(this.mainFrame, channel, ...values);
    },
    on: this.page.on.bind(this.page),
    off: this.page.off.bind(this.page),
  } as unknown as IpcRenderer;

  readonly contents = this as unknown as WebContents;

  /** Once everything sent so far has arrived, and what was sent in answer to it. */
  async settled(): Promise<void> {
    for (let round = 0; round < 6; round += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

describePipe({
  name: "the window's port",
  open: () => {
    const window = new FakeWindow();
    const served = createConformanceRouter();
    let latest: FramePipe | undefined;
    acceptPipes(window.contents, () =>
      Promise.resolve((pipe) => {
        latest = pipe;
        servePipe(served, pipe);
      }),
    );
    const line = createWSClient({
      url: "window:",
      WebSocket: pipeSocketClass(windowPipes(createWindowPort(window.ipcRenderer), 1_000.5)),
      retryDelayMs: () => 1,
    });
    return Promise.resolve({
      client: createTRPCClient<ConformanceRouter>({ links: [wsLink({ client: line })] }),
      cut: () => latest?.close(),
      close: () => line.close(),
    });
  },
});

function openWindow(ready?: () => Promise<ServePipe>) {
  const window = new FakeWindow();
  const served: FramePipe[] = [];
  acceptPipes(window.contents, ready ?? (() => Promise.resolve((pipe) => served.push(pipe))));
  return { window, served, openPipe: windowPipes(createWindowPort(window.ipcRenderer), 7) };
}

describe("the main process's end of the window's port", () => {
  it("closes the pipes of the page before when a page loads, on a crash, and with the window", async () => {
    for (const event of ["did-navigate", "render-process-gone", "destroyed"]) {
      const { window, served, openPipe } = openWindow();
      await openPipe();
      let ended = false;
      served[0]?.onClose(() => {
        ended = true;
      });
      window.emit(event);
      expect(ended, event).toBe(true);
    }
  });

  it("drops frames of a page that has been left, and tells whoever sends them that they lead nowhere", async () => {
    const { window, served, openPipe } = openWindow();
    const pipe = await openPipe();
    const received: string[] = [];
    served[0]?.onFrame((frame) => received.push(frame));
    let ended = 0;
    pipe.onClose(() => {
      ended += 1;
    });
    window.emit("did-navigate");
    pipe.send("late");
    await window.settled();
    expect({ received, ended }).toEqual({ received: [], ended: 1 });
  });

  it("ignores everything that another frame than the main one sends", async () => {
    const { window, served } = openWindow();
    window.sendFromPage({}, frameChannel, "open 1.1");
    window.sendFromPage(null, frameChannel, "open 1.2");
    await window.settled();
    expect(served).toEqual([]);
  });

  it("survives frames that are not frames", async () => {
    const { window, served } = openWindow();
    for (const frame of ["", "open", "open ", "opened 1", "frame 1", "shut 1", "open A;", 7, null, { kind: "open" }]) {
      window.sendFromPage(window.mainFrame, frameChannel, frame);
    }
    await window.settled();
    expect(served).toEqual([]);
  });

  it("cuts off a pipe that sends more than the limit in one frame", async () => {
    const { window, openPipe } = openWindow();
    const pipe = await openPipe();
    let ended = false;
    pipe.onClose(() => {
      ended = true;
    });
    pipe.send("x".repeat(frameLimitBytes + 1));
    await window.settled();
    expect(ended).toBe(true);
  });

  it("lets a page that is early wait for the host, and refuses it when there will be none", async () => {
    let ready: (serve: ServePipe) => void = () => undefined;
    const early = openWindow(() => new Promise((resolve) => (ready = resolve)));
    const opening = early.openPipe();
    await early.window.settled();
    ready(() => undefined);
    await expect(opening).resolves.toBeDefined();

    const without = openWindow(() => Promise.reject(new Error("no host")));
    await expect(without.openPipe()).rejects.toThrow("did not accept");
  });

  it("serves nobody when the page has gone before the host was ready", async () => {
    let ready: (serve: ServePipe) => void = () => undefined;
    const { window, openPipe } = openWindow(() => new Promise((resolve) => (ready = resolve)));
    const refused = expect(openPipe()).rejects.toThrow("did not accept");
    await window.settled();
    window.emit("did-navigate");
    let served = 0;
    ready(() => {
      served += 1;
    });
    await window.settled();
    await refused;
    expect(served).toBe(0);
  });

  it("keeps connections that are open at once apart", async () => {
    const { window, served, openPipe } = openWindow();
    const [first, second] = await Promise.all([openPipe(), openPipe()]);
    const received: string[] = [];
    served[0]?.onFrame((frame) => received.push(`first ${frame}`));
    served[1]?.onFrame((frame) => received.push(`second ${frame}`));
    second.send("b");
    first.send("a");
    first.close();
    second.send("c d");
    await window.settled();
    expect(received).toEqual(["second b", "first a", "second c d"]);
  });
});

describe("the preload's port", () => {
  it("passes text only, and stops when unsubscribed", async () => {
    const window = new FakeWindow();
    const port = createWindowPort(window.ipcRenderer);
    const received: string[] = [];
    const unsubscribe = port.onFrame((frame) => received.push(frame));
    window.send(frameChannel, "text");
    window.send(frameChannel, { not: "text" });
    await window.settled();
    unsubscribe();
    window.send(frameChannel, "too late");
    await window.settled();
    expect(received).toEqual(["text"]);
  });
});
