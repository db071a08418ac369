import { contextBridge, ipcRenderer } from "electron";
import { createWindowPort } from "./preload-port.ts";

contextBridge.exposeInMainWorld("cronium", createWindowPort(ipcRenderer));
