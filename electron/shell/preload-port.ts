import type { IpcRenderer } from "electron";
import type { WindowPort } from "../../shared/window-port.ts";
import { frameChannel } from "./frame-channel.ts";

/** The port over Electron's IPC. Nothing but text passes in either direction. */
export function createWindowPort(ipc: Pick<IpcRenderer, "send" | "on" | "off">): WindowPort {
  return {
    send(frame) {
      ipc.send(frameChannel, String(frame));
    },
    onFrame(listener) {
      const forward = (_event: unknown, frame: unknown): void => {
        if (typeof frame === "string") listener(frame);
      };
      ipc.on(frameChannel, forward);
      return () => {
        ipc.off(frameChannel, forward);
      };
    },
  };
}
