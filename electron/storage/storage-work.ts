import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import type { StorageAnswer, StorageTask } from "./storage-task.ts";

/** Does long work on files while others go on. */
export type StorageWork = (task: StorageTask) => Promise<StorageAnswer>;

/** The thread's program lies beside this file, as source or as built. */
const program = join(import.meta.dirname, `storage-worker${extname(import.meta.filename)}`);

/** In a thread of its own. SQLite cannot be interrupted in it: it ends when its work does. */
export const workInThread: StorageWork = (task) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData: task });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (status) => {
      reject(new Error(`the thread for “${task.kind}” ended without an answer, with ${String(status)}`));
    });
  });
