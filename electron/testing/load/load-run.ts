import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventInput } from "../../../shared/event.ts";
import { sleep, systemClock } from "../../base/clock.ts";
import { executionLabel, ownerLabel, roleLabel } from "../../executors/docker/container-spec.ts";
import { beginLife, type Api, type Life } from "../crash/life.ts";

export interface LoadChoices {
  /** The built daemon. */
  readonly program: string;
  /** So many containers that all run at the same moment. */
  readonly atOnce: number;
  /** So many jobs asked for in one go, of which twenty run at once. */
  readonly queued: number;
  /** The daemon is killed with kill -9 when a third of each is done, and another one takes over. */
  readonly kills: boolean;
  readonly tell: (line: string) => void;
}

export interface LoadReport {
  readonly atOnceSeconds: number;
  readonly queuedSeconds: number;
  /** How often the daemon was killed. */
  readonly kills: number;
}

const limitMs = 20 * 60_000;
const askEveryMs = 200;
/** Curl that tries again, as helper libraries do: the program may be away for a while. */
const call = `call() { curl -sS --max-time 20 --retry 60 --retry-delay 1 --retry-all-errors -f -H "Authorization: Bearer $CRONIUM_EXECUTION_TOKEN" -H "Content-Type: application/json" "$@"; }
own=$CRONIUM_RUNTIME_API/executions/$CRONIUM_EXECUTION_ID`;

/** Each says that it is there, and ends once all are. */
function meetingScript(count: number): string {
  return `${call}
call -H "Idempotency-Key: here" -d '{"by":1}' -o /dev/null $own/variables/present/increment
while [ "$(call $own/variables/present | jq .data.value)" -lt ${String(count)} ]; do sleep $((8 + RANDOM % 8)); done
echo all are here`;
}

const queuedScript = `${call}
call -d '{"data":"done"}' -o /dev/null $own/output`;

/**
 * Runs containers by the hundred in a real daemon of its own and sees that each completes and nothing is left.
 * @throws Error saying what did not come as it should
 */
export async function runLoad({ program, atOnce, queued, kills, tell }: LoadChoices): Promise<LoadReport> {
  const folder = mkdtempSync(join(tmpdir(), "cronium-load-"));
  const dataDirectory = join(folder, "data");
  const volumes = engineList("volume", "ls", "-q");
  let life = beginLife(program, dataDirectory, undefined);
  let killed = 0;

  async function ask<Answer>(question: (api: Api) => Promise<Answer>): Promise<Answer> {
    const answer = await life.ask(question);
    if (answer === undefined) throw new Error("the daemon ended by itself");
    return answer;
  }

  /** @returns seconds until all have completed */
  async function runMany(event: EventInput, count: number, concurrency: number): Promise<number> {
    await ask((api) => api.settings.set.mutate({ concurrency, backupEveryHours: 0 }));
    const { id } = await ask((api) => api.events.create.mutate(event));
    const begin = systemClock.elapsed();
    const jobIds = await ask((api) =>
      Promise.all(Array.from({ length: count }, async () => (await api.events.run.mutate({ id })).jobId)),
    );
    let isToBeKilled = kills;
    for (;;) {
      const counts = await ask((api) => api.jobs.counts.query({}));
      const left = counts.queued + counts.claimed + counts.running;
      if (left === 0) break;
      // Jobs that wait for their container are running, too: of those that meet, the containers count.
      const begun = concurrency >= count ? runningContainers(dataDirectory) : count - left;
      if (isToBeKilled && begun > count / 3) {
        isToBeKilled = false;
        life = await killAndBegin(life);
        killed += 1;
        tell(`killed with ${String(counts.running)} running and ${String(counts.queued)} waiting`);
      }
      if (systemClock.elapsed() - begin > limitMs) throw new Error(`${String(left)} jobs are stuck`);
      await sleep(systemClock, askEveryMs);
    }
    const seconds = (systemClock.elapsed() - begin) / 1_000;
    const jobs = await ask((api) => Promise.all(jobIds.map((jobId) => api.jobs.get.query({ id: jobId }))));
    const others = jobs.filter(({ status }) => status !== "completed");
    if (others.length > 0) {
      const words = others.map(({ id: jobId, status, failure }) => `${jobId} ${status}: ${failure?.message ?? ""}`);
      throw new Error(`${String(others.length)} of ${String(count)} did not complete: ${words.slice(0, 5).join("; ")}`);
    }
    tell(`${String(count)} completed in ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(1)} a second`);
    return seconds;
  }

  async function killAndBegin(dying: Life): Promise<Life> {
    dying.arm({ count: 1 });
    await dying.ended;
    return beginLife(program, dataDirectory, undefined);
  }

  try {
    const atOnceSeconds = await runMany(eventOf("meeting", meetingScript(atOnce)), atOnce, atOnce);
    const queuedSeconds = await runMany(eventOf("queued", queuedScript), queued, 20);
    await life.stop();
    const left = await untilNothingIsLeft(dataDirectory);
    const more = engineList("volume", "ls", "-q").filter((volume) => !volumes.includes(volume));
    if (left.length + more.length > 0) throw new Error(`this is left: ${[...left, ...more].join(", ")}`);
    return { atOnceSeconds, queuedSeconds, kills: killed };
  } finally {
    await life.stop().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true, maxRetries: 50 });
  }
}

function eventOf(name: string, script: string): EventInput {
  return {
    name,
    type: "BASH",
    status: "ACTIVE",
    script,
    run: { on: "container", network: "none" },
    timeoutMs: limitMs,
    retries: { max: 2, delayMs: 100, factor: 1 },
  };
}

/** Leaving takes what waits with it; the engine may take a moment. @returns what is there after ten seconds */
async function untilNothingIsLeft(owner: string): Promise<readonly string[]> {
  const filter = ["--filter", `label=${ownerLabel}=${owner}`];
  const giveUpAt = systemClock.elapsed() + 10_000;
  for (;;) {
    const left = [
      ...engineList("ps", "-a", ...filter, "--format", "{{.Names}}"),
      ...engineList("network", "ls", ...filter, "--format", "{{.Name}}"),
    ];
    if (left.length === 0 || systemClock.elapsed() > giveUpAt) return left;
    await sleep(systemClock, askEveryMs);
  }
}

function runningContainers(owner: string): number {
  const format = `{{.Label "${executionLabel}"}} {{.Label "${roleLabel}"}}`;
  const lines = engineList("ps", "--filter", `label=${ownerLabel}=${owner}`, "--format", format);
  return lines.filter((line) => !line.endsWith(" relay")).length;
}

/** Lines the engine's own client prints. */
function engineList(...parameters: readonly string[]): readonly string[] {
  return execFileSync("docker", parameters, { encoding: "utf8" })
    .split("\n")
    .filter((line) => line !== "");
}
