import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { usualOptions } from "../../../shared/server-options.ts";
import { silentLogger } from "../../base/logger.ts";
import { createFakeClock } from "../../testing/fake-clock.ts";
import { sampleServer } from "../../testing/sample-server.ts";
import type { ExecutionRequest } from "../executor.ts";
import { createRecordingContext } from "../recording-context.ts";
import type { Commands } from "../spool/command-channel.ts";
import { verbOf } from "../spool/runner-commands.ts";
import type { PooledAccess } from "./create-server-access.ts";
import { ForwardingRefusedError } from "./server-access.ts";
import { createSshExecutor } from "./ssh-executor.ts";

const address = "http://127.0.0.1:4000 http://127.0.0.1:4000 /home/me/.then/doors/k.1\n";
const answers = new Map([["read", `cronium-spool-exec_1 file ${String(address.length)}\n${address}`]]);

it("opens the door of a run where the run began, whatever is chosen for its server meanwhile", async () => {
  const asked = Promise.withResolvers<string>();
  const commands: Commands = {
    place: "web",
    open(command) {
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      const verb = verbOf(command);
      if (verb === undefined) asked.resolve(command);
      stdout.write(answers.get(verb ?? "") ?? "");
      const close = (): void => {
        stdout.end();
      };
      return Promise.resolve({ stdin, stdout, stderr, ended: new Promise<never>(() => undefined), close });
    },
  };
  const refuse = (): Promise<never> => Promise.reject(new ForwardingRefusedError("no"));
  const access = { commandsOn: () => commands, forward: refuse, forwardSocket: refuse } as unknown as PooledAccess;
  const clock = createFakeClock(0);
  const executor = createSshExecutor({ clock, logger: silentLogger, access });
  const request: ExecutionRequest = {
    ...{ executionId: "exec_1", jobId: "job_1", type: "BASH", script: "", environment: {}, graceMs: 1_000 },
    target: { on: "servers", server: { ...sampleServer, options: { ...usualOptions, directory: ".now" } } },
    runtime: { url: "http://127.0.0.1:1", accept: () => undefined },
  };
  const context = { ...createRecordingContext(), clock };
  const handle = { executor: "ssh", serverId: 1, directory: ".then", phase: "started" };
  const outcome = executor.resume(request, handle, context);
  expect(await asked.promise).toMatch(/ '\.then'$/);
  context.requestDetach();
  expect(await outcome).toEqual({ kind: "detached" });
});
