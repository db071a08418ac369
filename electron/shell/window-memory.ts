import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

/** What the shell remembers from one start to the next. Lengths are in device-independent pixels. */
const windowMemory = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() }).optional(),
  maximized: z.boolean().default(false),
  theme: z.enum(["system", "light", "dark"]).default("system"),
});
export type WindowMemory = Readonly<z.infer<typeof windowMemory>>;
export type Theme = WindowMemory["theme"];

const nothing: WindowMemory = { maximized: false, theme: "system" };

/** Reads the memory in `file`; a missing or unreadable one is as good as none. */
export function readWindowMemory(file: string): WindowMemory {
  try {
    return windowMemory.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return nothing;
  }
}

/**
 * Replaces the memory in `file` as a whole: it is never half written.
 * @throws when the disk refuses
 */
export function writeWindowMemory(file: string, memory: WindowMemory): void {
  const fresh = `${file}.new`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(fresh, JSON.stringify(memory));
  renameSync(fresh, file);
}
