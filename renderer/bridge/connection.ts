import { createStore, type StoreApi } from "zustand/vanilla";

/**
 * Whether the core can be reached. `connecting`: not yet, since the page opened. `open`: yes. `lost`: it could, and
 * now it cannot; the client keeps trying by itself. `sinceMs` is the instant this state began, epoch milliseconds.
 */
export interface Connection {
  readonly state: "connecting" | "open" | "lost";
  readonly sinceMs: number;
}

export type ConnectionStore = Pick<StoreApi<Connection>, "getState" | "getInitialState" | "subscribe">;

export interface ConnectionRecorder {
  readonly store: ConnectionStore;
  opened(): void;
  /** Further attempts that fail do not move the start of the loss. */
  closed(): void;
}

/** Records what the client reports. `now` gives epoch milliseconds. */
export function recordConnection(now: () => number): ConnectionRecorder {
  const store = createStore<Connection>(() => ({ state: "connecting", sinceMs: now() }));
  return {
    store,
    opened() {
      store.setState({ state: "open", sinceMs: now() }, true);
    },
    closed() {
      if (store.getState().state === "open") store.setState({ state: "lost", sinceMs: now() }, true);
    },
  };
}
