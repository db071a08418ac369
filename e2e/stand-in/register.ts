import { registerHooks } from "node:module";

/**
 * `node --import <this file> out/main/main.js` runs the built program with the module `electron` resolved to the
 * stand-in beside this file.
 */
const standIn = new URL("./electron.ts", import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "electron"
      ? { url: standIn, format: "module-typescript", shortCircuit: true }
      : next(specifier, context),
});

// Code that asks "is this Electron?" gets Electron's answer. Ours is plain Node with the same native interface.
Object.defineProperty(process.versions, "electron", { value: "0.0.0-stand-in", enumerable: true });
