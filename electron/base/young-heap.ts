import { setFlagsFromString } from "node:v8";

/**
 * Keeps the part of the heap for new objects small instead of letting it grow to 48 MB. Buffers are given back when
 * that part is cleaned, so a process through which a large log flows stays smaller: with 300 MB of log it grew by 22 to
 * 47 MB instead of 60 to 75. To be called before the process has anything to do.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
