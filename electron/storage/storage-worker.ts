import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../base/clock.ts";
import { runStorageTask, type StorageTask } from "./storage-task.ts";

// A thread of its own for one task: the rest of the program goes on meanwhile.
parentPort?.postMessage(runStorageTask(workerData as StorageTask, systemClock));
