import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};

export interface PageFile {
  readonly body: Buffer;
  readonly contentType: string;
  /** True for files whose name changes with their content. */
  readonly immutable: boolean;
}

/**
 * Reads a file of the built page. The root is `index.html`.
 * @returns undefined for what does not exist or lies outside the folder
 */
export async function readPageFile(folder: string, path: string): Promise<PageFile | undefined> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const file = normalize(join(folder, decoded === "/" ? "index.html" : decoded));
  const contentType = contentTypes[extname(file)];
  if (!file.startsWith(folder + sep) || decoded.includes("\0") || contentType === undefined) return undefined;
  try {
    return { body: await readFile(file), contentType, immutable: decoded.startsWith("/assets/") };
  } catch {
    return undefined;
  }
}

/** The first words of the addresses that screens have in the page. */
const screens: readonly string[] = ["events", "jobs", "search", "outbox", "forecast", "servers", "settings"];

/**
 * Where a screen is that was asked for as if it were a file: the page keeps its address behind a `#`.
 * @param path as the browser sends it, `/jobs/job_1`
 * @param query with its `?`, or empty
 */
export function screenAddress(path: string, query: string): string | undefined {
  const [, first = ""] = path.split("/");
  return screens.includes(first) && extname(path) === "" ? `/#${path}${query}` : undefined;
}

/** What is answered where nothing is: a way home. */
export const nothingHere =
  '<!doctype html><html lang="en"><title>Cronium</title><p>There is nothing here. <a href="/">Open Cronium</a></p></html>\n';
