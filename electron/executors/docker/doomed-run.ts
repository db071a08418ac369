import { createRecordingContext } from "../recording-context.ts";
import type { ExecutionRequest } from "../executor.ts";
import { openSample } from "./docker-samples.ts";
import { openSampleDoor } from "./sample-door.ts";

/** What a test asks of a process that it is going to kill. */
export interface DoomedOrder {
  readonly owner: string;
  readonly request: ExecutionRequest;
}

/** Begins a run whose script is answered "first", and 4 MB of zeros at /large, until this process is killed. */
async function main(): Promise<void> {
  const { owner, request } = JSON.parse(process.argv[2] ?? "") as DoomedOrder;
  const { executor } = openSample({ owner });
  const context = createRecordingContext({
    onSaveHandle: (handle) => {
      process.send?.({ handle });
      return Promise.resolve();
    },
  });
  const runtime = openSampleDoor((asked, response) => {
    response.end(asked.url === "/large" ? Buffer.alloc(4_000_000, "first!!!") : "first");
    process.send?.({ answered: asked.url });
  });
  const outcome = await executor.run({ ...request, runtime }, context);
  throw new Error(`this run was to be killed, and ended as ${outcome.kind}`);
}

if (import.meta.main) await main();
