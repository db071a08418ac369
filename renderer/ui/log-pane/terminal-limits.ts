import type { Terminal } from "@xterm/xterm";

/**
 * Keeps a script from taking away what is shown: full reset, erasing what has scrolled out, and the second screen have
 * no effect. Everything else a terminal understands is left as it is.
 */
export function keepContent(terminal: Terminal): void {
  const secondScreen = [47, 1047, 1049];
  const asksForSecondScreen = (parameters: (number | number[])[]): boolean =>
    parameters.some((parameter) => typeof parameter === "number" && secondScreen.includes(parameter));
  terminal.parser.registerEscHandler({ final: "c" }, () => true);
  terminal.parser.registerCsiHandler({ final: "J" }, (parameters) => parameters[0] === 3);
  terminal.parser.registerCsiHandler({ prefix: "?", final: "h" }, asksForSecondScreen);
  terminal.parser.registerCsiHandler({ prefix: "?", final: "l" }, asksForSecondScreen);
}

/** Opens a web address found in a log, outside of this window. */
export function openLink(address: string): void {
  if (/^https?:\/\//i.test(address)) window.open(address, "_blank", "noopener,noreferrer");
}
