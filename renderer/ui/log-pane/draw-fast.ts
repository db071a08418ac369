import { WebglAddon } from "@xterm/addon-webgl";
import type { Terminal } from "@xterm/xterm";

export interface Drawing {
  /** A terminal wider than a graphics card's largest texture is drawn by the page itself. */
  setWide(wide: boolean): void;
  dispose(): void;
}

/** Names under which graphics are computed without a graphics card; there the page itself draws text faster. */
const computed = /swiftshader|llvmpipe|software|basic render/i;

function hasGraphicsCard(): boolean {
  const drawing = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (drawing === null) return false;
  const naming = drawing.getExtension("WEBGL_debug_renderer_info");
  const name = String(drawing.getParameter(naming?.UNMASKED_RENDERER_WEBGL ?? drawing.RENDERER));
  drawing.getExtension("WEBGL_lose_context")?.loseContext();
  return !computed.test(name);
}

/** Draws an opened terminal with the graphics card where there is one, and goes back to the page where it fails. */
export function drawFast(terminal: Terminal): Drawing {
  let addon: WebglAddon | undefined;
  let possible = hasGraphicsCard();

  function stop(): void {
    addon?.dispose();
    addon = undefined;
  }

  function start(): void {
    if (!possible || addon !== undefined) return;
    try {
      addon = new WebglAddon();
      addon.onContextLoss(() => {
        possible = false;
        stop();
      });
      terminal.loadAddon(addon);
    } catch {
      // The page's own drawing is what there is already.
      possible = false;
      addon = undefined;
    }
  }

  start();
  return {
    setWide(wide) {
      if (wide) stop();
      else start();
    },
    dispose: stop,
  };
}
