import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { systemClock, type Clock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import type { ExecutionRequest } from "../executor.ts";
import { createRecordingContext } from "../recording-context.ts";
import { createImageEngine } from "./images/image-engine.ts";
import { createImageWorks } from "./images/image-works.ts";
import { createDockerExecutor, type DockerExecutor, type DockerExecutorChoices } from "./docker-executor.ts";

/** An executor for tests with an owner nobody else has, so that sweeping it touches no one. */
export function openSample(choices: Partial<DockerExecutorChoices> = {}) {
  const owner = `test ${randomBytes(6).toString("hex")}`;
  const parts = { clock: systemClock, logger: silentLogger };
  // While the sources change, the images of the present version may be those of a moment ago.
  const imageWorks = createImageWorks({ ...parts, engine: createImageEngine(parts) });
  const executor = createDockerExecutor({ ...parts, owner, imageWorks, ...choices });
  return {
    owner: choices.owner ?? owner,
    executor,
    async close() {
      await executor.close();
      await imageWorks.close();
      await createDockerExecutor({ clock: systemClock, logger: silentLogger, owner }).sweep(() =>
        Promise.resolve(false),
      );
    },
  };
}

/** A script on the default image of its language, without network. */
export function sampleRequest(script: string, changes: Partial<ExecutionRequest> = {}): ExecutionRequest {
  const executionId = `exec_test_${randomBytes(6).toString("hex")}`;
  return {
    executionId,
    jobId: "job_test",
    type: "BASH",
    script,
    environment: {},
    target: { on: "container", image: undefined, network: "none" },
    graceMs: 2_000,
    ...changes,
  };
}

export async function runSample(executor: DockerExecutor, script: string, changes: Partial<ExecutionRequest> = {}) {
  const context = createRecordingContext();
  const request = sampleRequest(script, changes);
  const outcome = await executor.run(request, context);
  return { context, request, outcome, stdout: context.log.text("stdout"), stderr: context.log.text("stderr") };
}

/** What the Docker client prints; tests look at the engine with other eyes than the executor's. */
export function docker(...parameters: readonly string[]): string {
  return execFileSync("docker", parameters, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
}

/** A clock on which everything takes a fraction of its time. */
export function hastyClock(times: number): Clock {
  return {
    now: () => systemClock.now(),
    elapsed: () => systemClock.elapsed() * times,
    after: (delayMs, run) => systemClock.after(delayMs / times, run),
  };
}
