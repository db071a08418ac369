import { expect, it } from "vitest";
import { noWindowBecause } from "./electron-binary.mjs";

const linux = { platform: "linux", environment: { DISPLAY: ":0" }, userId: 1000 };

it.each([
  ["an X display", linux],
  ["a Wayland display", { ...linux, environment: { WAYLAND_DISPLAY: "wayland-0" } }],
  ["macOS", { platform: "darwin", environment: {}, userId: 0 }],
  ["Windows", { platform: "win32", environment: {}, userId: undefined }],
])("opens a window on %s", (_what, machine) => {
  expect(noWindowBecause(machine)).toBeUndefined();
});

it.each([
  ["there is no display", { ...linux, environment: {} }],
  ["there is no display", { ...linux, environment: { DISPLAY: "" } }],
  ["Electron does not run as root", { ...linux, userId: 0 }],
])("opens none when %s", (reason, machine) => {
  expect(noWindowBecause(machine)).toBe(reason);
});
