import { parseArgs } from "node:util";
import type { ConfigurationFlags } from "../host/configuration.ts";

/**
 * The flags the window understands, `--data DIR` and `--port N`. Everything else on the line is left alone: Chromium
 * and the system add words of their own.
 * @param words the command line after the program
 */
export function readFlags(words: readonly string[]): ConfigurationFlags {
  const { values } = parseArgs({
    args: [...words],
    options: { data: { type: "string" }, port: { type: "string" } },
    strict: false,
    allowPositionals: true,
  });
  const text = (value: string | boolean | undefined): string | undefined =>
    typeof value === "string" ? value : undefined;
  return { dataDirectory: text(values["data"]), port: text(values["port"]) };
}
