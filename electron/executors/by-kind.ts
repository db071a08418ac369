import type { AnyExecutionRequest, Executor, HttpExecutionRequest } from "./executor.ts";

/** One executor for a place: scripts go to the place's own, requests to the one that makes requests. */
export function byKind(scripts: Executor, requests: Executor<HttpExecutionRequest>): Executor<AnyExecutionRequest> {
  return {
    run: (request, context) => ("http" in request ? requests.run(request, context) : scripts.run(request, context)),
    resume: (request, handle, context) =>
      "http" in request ? requests.resume(request, handle, context) : scripts.resume(request, handle, context),
    discard: (handle, request) =>
      "http" in request ? requests.discard(handle, request) : scripts.discard(handle, request),
    async close() {
      await Promise.all([scripts.close(), requests.close()]);
    },
  };
}
