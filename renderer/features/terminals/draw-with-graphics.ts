import { WebglAddon } from "@xterm/addon-webgl";
import type { Terminal } from "@xterm/xterm";

/** Names of what draws in software: slower than the page itself. */
const software = /swiftshader|llvmpipe|software|basic render/i;

function hasGraphics(): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  if (context === null) return false;
  const names = context.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = names === null ? "" : context.getParameter(names.UNMASKED_RENDERER_WEBGL);
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return typeof name === "string" && !software.test(name);
}

/** Lets the graphics processor draw a terminal; where there is none, or it is lost, the page goes on drawing it. */
export function drawWithGraphics(terminal: Terminal): void {
  if (!hasGraphics()) return;
  try {
    const addon = new WebglAddon();
    addon.onContextLoss(() => addon.dispose());
    terminal.loadAddon(addon);
  } catch (error) {
    // Refused although it is said to be there: the page draws.
    console.warn("the terminal is drawn without the graphics processor", error);
  }
}
