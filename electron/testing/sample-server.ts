import type { ServerConnection } from "../executors/executor.ts";

/** A server as executors are given it, for tests that reach none. */
export const sampleServer: ServerConnection = {
  id: 1,
  name: "web",
  address: "10.0.0.1",
  port: 22,
  username: "deploy",
  credential: { kind: "password", password: "hush" },
  pinnedHostKey: undefined,
};
