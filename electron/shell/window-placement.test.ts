import { expect, it } from "vitest";
import { placeWindow } from "./window-placement.ts";

const screen = { x: 0, y: 24, width: 1920, height: 1056 };
const second = { x: 1920, y: 0, width: 1280, height: 1024 };

it("opens where it was, on any screen that is still attached", () => {
  const bounds = { x: 2000, y: 100, width: 1000, height: 700 };
  expect(placeWindow(bounds, [screen, second])).toEqual(bounds);
});

it("is centred on the first screen when its own is gone", () => {
  const bounds = { x: 2000, y: 100, width: 1000, height: 700 };
  expect(placeWindow(bounds, [screen])).toEqual({ width: 1000, height: 700 });
});

it("is centred when its title bar could not be grasped", () => {
  for (const at of [
    { x: 1900, y: 100 },
    { x: -950, y: 100 },
    { x: 100, y: 1070 },
    { x: 100, y: -300 },
  ]) {
    expect(placeWindow({ ...at, width: 1000, height: 700 }, [screen])).toEqual({ width: 1000, height: 700 });
  }
});

it("is never larger than the screen nor smaller than the design allows", () => {
  expect(placeWindow(undefined, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({ width: 1024, height: 700 });
  expect(placeWindow(undefined, [{ x: 0, y: 0, width: 640, height: 480 }])).toEqual({ width: 900, height: 600 });
  expect(placeWindow({ x: 50, y: 50, width: 10, height: 10 }, [screen])).toEqual({ width: 900, height: 600 });
});

it("grasps a narrow remembered window by what is visible of it", () => {
  expect(placeWindow({ x: 50, y: 50, width: 200, height: 300 }, [screen])).toEqual({
    x: 50,
    y: 50,
    width: 900,
    height: 600,
  });
});
