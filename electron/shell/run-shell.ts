import { app, BrowserWindow, Menu, nativeTheme, powerMonitor, session, shell } from "electron";
import { join } from "node:path";
import { servePipe } from "../api/serve-pipe.ts";
import type { CallFailure } from "../api/served-router.ts";
import { systemClock } from "../base/clock.ts";
import type { Host } from "../host/host.ts";
import { lockDownSession } from "./lockdown.ts";
import { menuTemplate } from "./menu.ts";
import { stopBeforeQuit } from "./quit.ts";
import { askAfterFailure } from "./start-failure.ts";
import { startHost } from "./start-host.ts";
import { readWindowMemory, writeWindowMemory, type WindowMemory } from "./window-memory.ts";
import { acceptPipes, type ServePipe } from "./window-pipe.ts";
import { wakeAfterSleep } from "./wake-host.ts";
import { createWindow, loadPage, showWindow } from "./window.ts";

export interface ShellOptions {
  /** Absolute paths of the built page and preload. */
  readonly page: string;
  readonly preload: string;
  readonly openHost: () => Promise<Host>;
}

/**
 * Runs the desktop program: one instance, one window, one host behind it. The window opens while the host starts, and
 * the host stops after the window has closed. A second start brings the first one's window to the front instead.
 */
export async function runShell(options: ShellOptions): Promise<void> {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app.enableSandbox();
  app.on("second-instance", () => {
    BrowserWindow.getAllWindows().forEach(showWindow);
  });
  // Scheduled work runs as long as the program does, which for now is as long as its window.
  app.on("window-all-closed", () => {
    app.quit();
  });

  await app.whenReady();
  const memoryFile = join(app.getPath("userData"), "window.json");
  let memory: WindowMemory = readWindowMemory(memoryFile);
  const remember = (change: Partial<WindowMemory>): void => {
    memory = { ...memory, ...change };
    try {
      writeWindowMemory(memoryFile, memory);
    } catch (error) {
      process.stderr.write(`Cronium cannot remember its window: ${String(error)}\n`);
    }
  };
  nativeTheme.themeSource = memory.theme;
  lockDownSession(session.defaultSession);

  const window = createWindow({ page: options.page, preload: options.preload, memory, remember });
  const host = startHost(options.openHost, (failure) => askAfterFailure(window, failure));
  stopBeforeQuit(
    app,
    systemClock,
    async () => (await host)?.stop(),
    (error) => process.stderr.write(`Cronium did not stop cleanly: ${String(error)}\n`),
  );
  wakeAfterSleep(powerMonitor, host);
  acceptPipes(window.webContents, async (): Promise<ServePipe> => {
    const opened = await host;
    if (!opened) throw new Error("The host did not start.");
    const onError = ({ path, error }: CallFailure): void => {
      opened.logger.warn({ path, reason: error.message }, "a call failed");
    };
    return (pipe) => {
      servePipe({ router: opened.router, createContext: opened.createContext, onError }, pipe);
    };
  });
  const openDataFolder = async (): Promise<void> => {
    const opened = await host;
    if (opened) await shell.openPath(opened.dataDirectory);
  };
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate(process.platform, memory.theme, {
        openDataFolder: () => void openDataFolder(),
        chooseTheme: (theme) => {
          nativeTheme.themeSource = theme;
          remember({ theme });
        },
      }),
    ),
  );
  await loadPage(window, options.page);
  if (!(await host)) app.quit();
}
