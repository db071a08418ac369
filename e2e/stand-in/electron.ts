/* The module `electron`, as far as the shell uses it. What is missing here fails at import, by name. */
import { app } from "./app.ts";
import { BrowserWindow } from "./browser-window.ts";
import { takeOrders } from "./control.ts";
import { dialog } from "./dialog.ts";
import { Menu } from "./menu.ts";
import { nativeTheme } from "./native-theme.ts";
import { powerMonitor } from "./power-monitor.ts";
import { screen } from "./screen.ts";
import { session } from "./session.ts";
import { shell } from "./system-shell.ts";

takeOrders();

export { app, BrowserWindow, dialog, Menu, nativeTheme, powerMonitor, screen, session, shell };
