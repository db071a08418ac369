import { Buffer } from "node:buffer";
import { systemLogFiles, type LogFiles } from "../../logs/log-file.ts";
import type { FaultPoints } from "./fault-points.ts";

/** The files of logs, with a fault point before, in the middle of, and after every write, and around every sync. */
export function faultyLogFiles(points: FaultPoints): LogFiles {
  return {
    async open(path) {
      points.pass("log: before it is opened");
      const file = await systemLogFiles.open(path);
      points.pass("log: it is open");
      return {
        ...file,
        async truncate(size) {
          points.pass("log: before it is cut");
          await file.truncate(size);
          points.pass("log: it is cut");
        },
        async append(parts) {
          const all = Buffer.concat(parts);
          const half = Math.floor(all.length / 2);
          points.pass("log: before a write");
          await file.append([all.subarray(0, half)]);
          points.pass("log: half of a write is done");
          await file.append([all.subarray(half)]);
          points.pass("log: a write is done");
        },
        async sync() {
          points.pass("log: before a sync");
          await file.sync();
          points.pass("log: a sync is done");
        },
      };
    },
  };
}
