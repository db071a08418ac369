import { expect, it } from "vitest";
import type { FramePipe } from "../../shared/pipe.ts";
import { createPipeEnd, type PipeEnd } from "../../shared/pipe-end.ts";
import { PipeSocket } from "./pipe-socket.ts";

/** A socket, what it reported, and the far side of its pipe. */
function arrange(accept: (pipe: FramePipe) => Promise<FramePipe> = (pipe) => Promise.resolve(pipe)) {
  const sent: string[] = [];
  const end: PipeEnd = createPipeEnd({ send: (frame) => sent.push(frame), close: () => sent.push("(closed)") });
  const socket = new PipeSocket(() => accept(end.pipe));
  const events: string[] = [];
  for (const name of ["open", "error", "close"]) socket.addEventListener(name, () => events.push(name));
  socket.addEventListener("message", (event) => events.push(`message ${String((event as MessageEvent).data)}`));
  const happens = (name: string) => new Promise((resolve) => socket.addEventListener(name, resolve, { once: true }));
  return { socket, end, sent, events, happens };
}

it("opens after the listeners of a slow client are there, then carries frames both ways", async () => {
  const { socket, end, sent, events, happens } = arrange();
  expect(socket.readyState).toBe(PipeSocket.CONNECTING);
  await Promise.resolve();
  await Promise.resolve();
  await happens("open");
  expect(socket.readyState).toBe(PipeSocket.OPEN);
  end.receive("answer");
  socket.send("question");
  expect({ events, sent }).toEqual({ events: ["open", "message answer"], sent: ["question"] });
});

it("reports an end by the other side once, and drops everything after it", async () => {
  const { socket, end, sent, events, happens } = arrange();
  await happens("open");
  end.end();
  end.end();
  end.receive("farewell");
  socket.send("too late");
  expect(socket.readyState).toBe(PipeSocket.CLOSED);
  expect({ events, sent }).toEqual({ events: ["open", "close"], sent: [] });
});

it("is an error, then closed, when the host refuses it", async () => {
  const { events, happens } = arrange(() => Promise.reject(new Error("refused")));
  await happens("close");
  expect(events).toEqual(["error", "close"]);
});

it("closes a pipe that comes after the client gave up", async () => {
  let accept: () => void = () => undefined;
  const { socket, sent, events, happens } = arrange(
    (pipe) =>
      new Promise((resolve) => {
        accept = () => {
          resolve(pipe);
        };
      }),
  );
  socket.close();
  accept();
  await happens("close");
  await Promise.resolve();
  expect({ events, sent }).toEqual({ events: ["error", "close"], sent: ["(closed)"] });
});
