import { parentPort, workerData } from "node:worker_threads";
import { toErrorDetails } from "../../shared/errors.ts";
import { logTaskRunners, type LogTaskKind } from "./log-task.ts";
import { withinDatabase, type ThreadEnd } from "./thread-end.ts";

// A thread of its own for one task: it can be ended in the middle, and the rest of the program goes on meanwhile.
const { kind, input, end } = workerData as {
  readonly kind: LogTaskKind;
  readonly input: never;
  readonly end: ThreadEnd;
};
try {
  const answer = logTaskRunners[kind](input, (step) => parentPort?.postMessage({ step }), withinDatabase(end));
  parentPort?.postMessage({ answer });
} catch (error) {
  parentPort?.postMessage({ failed: toErrorDetails(error) });
}
