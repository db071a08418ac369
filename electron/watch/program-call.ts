import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";

/** How the operating system starts the `cronium` command from nothing: no shell, no search path, no directory. */
export interface ProgramCall {
  /** An absolute path and the words after it, up to where those of the command begin. */
  readonly command: readonly [program: string, ...words: string[]];
  readonly environment: Readonly<Record<string, string>>;
}

/** What the running program is made of. Paths are absolute. */
export interface Installation {
  /** The program of this process: Node, or Electron. */
  readonly executable: string;
  readonly isElectron: boolean;
  /** The image this process runs from, when it is an AppImage. */
  readonly appImage: string | undefined;
  /** The built command. */
  readonly script: string;
  /** In a repository: the command that builds what is stale, and the Node it runs on if that is installed there. */
  readonly source: { readonly script: string; readonly node: string | undefined } | undefined;
}

/** An AppImage lies elsewhere each time it runs: only the image itself has a lasting place. */
const fromWithinImage = 'import(require("node:path").join(process.resourcesPath,"app.asar","out","main","cronium.js"))';

/** Electron is the Node it carries when it is asked to be. */
const asNode = { ELECTRON_RUN_AS_NODE: "1" } as const;

export function programCall({ executable, isElectron, appImage, script, source }: Installation): ProgramCall {
  if (source !== undefined && (source.node !== undefined || !isElectron)) {
    return { command: [source.node ?? executable, source.script], environment: {} };
  }
  if (isElectron && appImage !== undefined) {
    // The word after the code stands where the script's path would.
    return { command: [appImage, "-e", fromWithinImage, "--", "cronium"], environment: asNode };
  }
  return { command: [executable, script], environment: isElectron ? asNode : {} };
}

/** The installation that this process runs from. */
export function thisInstallation(environment: NodeJS.ProcessEnv): Installation {
  // Two folders below the root, both in the source and as it is built.
  const root = join(import.meta.dirname, "..", "..");
  const builds = existsSync(join(root, "scripts", "cronium-from-source.mjs"));
  const node = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.exe" : "node");
  return {
    executable: process.execPath,
    isElectron: process.versions["electron"] !== undefined,
    appImage: environment["APPIMAGE"],
    script: join(root, "out", "main", "cronium.js"),
    source: builds
      ? { script: join(root, "bin", "cronium.mjs"), node: existsSync(node) ? realpathSync(node) : undefined }
      : undefined,
  };
}
