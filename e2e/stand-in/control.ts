import { app } from "./app.ts";
import { BrowserWindow } from "./browser-window.ts";
import { answerDialog, askedDialogs } from "./dialog.ts";
import { clickMenu, menuPaths } from "./menu.ts";
import { nativeTheme } from "./native-theme.ts";
import { powerMonitor } from "./power-monitor.ts";
import { session } from "./session.ts";
import { openedExternally } from "./system-shell.ts";

/** What a test can ask of the program besides its page. */
export interface Operations {
  state(): State;
  clickMenu(path: string): Promise<void>;
  answerDialog(button: string): void;
  permission(name: string): { readonly requested: boolean; readonly checked: boolean };
  minimize(): void;
  /** The computer has woken. */
  wakeUp(): void;
  closeWindow(): void;
  quit(): void;
}

export interface State {
  readonly windows: readonly {
    readonly visible: boolean;
    readonly minimized: boolean;
    readonly focusCount: number;
    readonly options: Readonly<Record<string, unknown>>;
  }[];
  readonly menu: readonly string[];
  readonly dialogs: readonly { readonly message: string; readonly detail?: string }[];
  readonly opened: readonly string[];
  readonly theme: string;
}

/** One call and its answer, over the channel between the two processes. */
export interface Call {
  readonly call: number;
  readonly operation: keyof Operations;
  readonly values: readonly unknown[];
}
export type Answer = { readonly answer: number; readonly value?: unknown; readonly error?: string };

const operations: Operations = {
  state: () => ({
    windows: BrowserWindow.getAllWindows().map((window) => ({
      visible: window.isVisible(),
      minimized: window.isMinimized(),
      focusCount: window.focusCount,
      options: { ...window.options },
    })),
    menu: menuPaths(),
    dialogs: askedDialogs,
    opened: openedExternally,
    theme: nativeTheme.themeSource,
  }),
  clickMenu,
  answerDialog,
  permission: (name) => session.defaultSession.permission(name),
  minimize: () => {
    BrowserWindow.getAllWindows()[0]?.minimize();
  },
  wakeUp: () => {
    powerMonitor.emit("resume");
  },
  closeWindow: () => {
    BrowserWindow.getAllWindows()[0]?.close();
  },
  quit: () => {
    app.quit();
  },
};

async function answer({ call, operation, values }: Call): Promise<Answer> {
  try {
    const perform = operations[operation] as (...given: readonly unknown[]) => unknown;
    return { answer: call, value: await perform(...values) };
  } catch (error) {
    return { answer: call, error: String(error) };
  }
}

/** Listens to the test that launched the stand-in; ends the program when that test is gone, and on signals. */
export function takeOrders(): void {
  process.on("message", (message: Call | string) => {
    // Plain words are meant for the program itself.
    if (typeof message === "string") return;
    void answer(message).then((done) => {
      if (process.connected) process.send?.(done);
    });
  });
  process.on("disconnect", () => {
    app.exit(1);
  });
  process.channel?.unref();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      app.quit();
    });
  }
}
