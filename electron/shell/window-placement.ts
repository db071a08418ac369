import type { Rectangle } from "electron";

/** Lengths in device-independent pixels. */
export const smallestWindow = { width: 900, height: 600 } as const;
const firstWindow = { width: 1280, height: 800 } as const;

/** How much of the title bar must be on a screen for a person to get hold of the window. */
const graspable = { width: 100, height: 20 } as const;

/** Where a window opens; without x and y the system centres it. */
export type Placement = { readonly width: number; readonly height: number } & Partial<Rectangle>;

/**
 * The remembered bounds if a person could still reach the window there; otherwise its size, centred and cut to the
 * first screen. `screens` are the work areas of the screens attached now.
 */
export function placeWindow(remembered: Rectangle | undefined, screens: readonly Rectangle[]): Placement {
  const wanted = remembered ?? firstWindow;
  const size = {
    width: Math.max(wanted.width, smallestWindow.width),
    height: Math.max(wanted.height, smallestWindow.height),
  };
  if (remembered && screens.some((screen) => isGraspable(remembered, screen))) {
    return { x: remembered.x, y: remembered.y, ...size };
  }
  const screen = screens[0] ?? size;
  return {
    width: Math.max(Math.min(size.width, screen.width), smallestWindow.width),
    height: Math.max(Math.min(size.height, screen.height), smallestWindow.height),
  };
}

function isGraspable(window: Rectangle, screen: Rectangle): boolean {
  const visibleWidth = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  const titleBarRoom = screen.y + screen.height - window.y;
  return visibleWidth >= graspable.width && window.y >= screen.y && titleBarRoom >= graspable.height;
}
