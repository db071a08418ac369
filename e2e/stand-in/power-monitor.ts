import { EventEmitter } from "node:events";

/** Electron's powerMonitor, on a computer that sleeps and wakes when a test says so. */
export const powerMonitor = new EventEmitter();
