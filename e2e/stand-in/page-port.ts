import type { Page } from "playwright";
import type { WindowPort } from "../../shared/window-port.ts";

let ports = 0;

/**
 * The port that the preload put into the page, used from outside the page: whatever passes it has crossed the real
 * preload and the real browser. Serves one load of the page.
 */
export async function portOfPage(page: Page): Promise<WindowPort> {
  const listeners = new Set<(frame: string) => void>();
  ports += 1;
  const receiver = `receiver${String(ports)}`;
  await page.exposeFunction(receiver, (frame: string) => {
    for (const listener of listeners) listener(frame);
  });
  await page.evaluate((name) => {
    const world = window as unknown as Record<string, unknown>;
    (world["cronium"] as WindowPort).onFrame(world[name] as (frame: string) => void);
  }, receiver);
  return {
    send(frame) {
      // A page that has gone takes nothing.
      page
        .evaluate((text) => {
          (window as unknown as { cronium: WindowPort }).cronium.send(text);
        }, frame)
        .catch(() => undefined);
    },
    onFrame(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
