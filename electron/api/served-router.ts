import type { TRPCError, AnyRouter, inferRouterContext } from "@trpc/server";

/** A call that failed on its way through the contract, for the host's own log. */
export interface CallFailure {
  /** Which call, such as `events.list`; undefined when the frame could not be read. */
  readonly path: string | undefined;
  readonly error: TRPCError;
}

/** A router and what its calls need, ready to be served over any pipe. */
export interface ServedRouter<TRouter extends AnyRouter> {
  readonly router: TRouter;
  /** Called once for each connection. */
  readonly createContext: () => inferRouterContext<TRouter>;
  readonly onError?: (failure: CallFailure) => void;
}
