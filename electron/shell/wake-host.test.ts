import { EventEmitter } from "node:events";
import type { PowerMonitor } from "electron";
import { expect, it, vi } from "vitest";
import { wakeAfterSleep } from "./wake-host.ts";

/** Electron's own type has an overload for every event of every platform. */
function fakePower(): EventEmitter & Pick<PowerMonitor, "on"> {
  return new EventEmitter() as EventEmitter & Pick<PowerMonitor, "on">;
}

it("wakes the host each time the computer has woken, and at no other event", async () => {
  const power = fakePower();
  const wake = vi.fn();
  const host = Promise.resolve({ wake });
  wakeAfterSleep(power, host);
  power.emit("suspend");
  await host;
  expect(wake).not.toHaveBeenCalled();
  power.emit("resume");
  power.emit("resume");
  await host;
  expect(wake).toHaveBeenCalledTimes(2);
});

it("does nothing while the host could not be opened", async () => {
  const power = fakePower();
  wakeAfterSleep(power, Promise.resolve(undefined));
  const failed = Promise.reject(new Error("no host"));
  wakeAfterSleep(power, failed);
  power.emit("resume");
  await expect(failed).rejects.toThrow("no host");
});
