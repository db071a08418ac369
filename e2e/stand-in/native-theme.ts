import { EventEmitter } from "node:events";

type ThemeSource = "system" | "light" | "dark";

/** Electron's nativeTheme, on a system that prefers light. */
class NativeTheme extends EventEmitter {
  #source: ThemeSource = "system";

  get themeSource(): ThemeSource {
    return this.#source;
  }

  set themeSource(source: ThemeSource) {
    this.#source = source;
    this.emit("updated");
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === "dark";
  }
}

export const nativeTheme = new NativeTheme();

/** What pages are told of it; null leaves Chromium to its own. */
export function colorScheme(): "light" | "dark" | null {
  return nativeTheme.themeSource === "system" ? null : nativeTheme.themeSource;
}
