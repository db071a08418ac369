import { parentPort, workerData } from "node:worker_threads";
import { toErrorDetails } from "../../shared/errors.ts";
import { logTaskRunners, type LogTaskKind } from "./log-task.ts";

// A thread of its own for one task: it can be ended in the middle, and the rest of the program goes on meanwhile.
const { kind, input } = workerData as { readonly kind: LogTaskKind; readonly input: never };
try {
  const answer = logTaskRunners[kind](input, (step) => parentPort?.postMessage({ step }));
  parentPort?.postMessage({ answer });
} catch (error) {
  parentPort?.postMessage({ failed: toErrorDetails(error) });
}
