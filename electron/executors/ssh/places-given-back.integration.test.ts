import { expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { createCommandSpool } from "../spool/command-spool.ts";
import { createConnectionPool } from "./connection-pool.ts";
import { createServerAccess } from "./create-server-access.ts";
import { connectionTo } from "./ssh-conformance-bench.ts";

/** More than all places that all connections to one server have. */
const questions = 48;

it("asks again and again for what is not there, and every question gives its place back", async () => {
  const access = createServerAccess(createConnectionPool(systemClock, silentLogger), systemClock);
  try {
    const server = await connectionTo("web-1");
    const spool = createCommandSpool({
      commands: access.commandsOn(server),
      clock: systemClock,
      request: {
        executionId: "exec_job_none_1",
        jobId: "job_none",
        type: "BASH",
        script: "",
        environment: {},
        target: { on: "servers", server },
        graceMs: 1_000,
      },
      directory: ".cronium",
      keepsPayloads: true,
      followFromStart: true,
      concern: "server",
    });
    const { signal } = new AbortController();
    const asked = Array.from({ length: questions }, () => spool.read("runtime/out/output.json", 1_000, signal));
    expect(new Set(await Promise.all(asked))).toEqual(new Set([undefined]));
  } finally {
    access.close();
  }
}, 60_000);
