import { systemClock } from "../../base/clock.ts";
import { requestFor, uniqueSleep, type ConformanceBench } from "../../executors/conformance-bench.ts";
import type { ExecutionOutcome, StopReason } from "../../executors/executor.ts";
import {
  createRecordedLog,
  createRecordingContext,
  until,
  type RecordedLog,
} from "../../executors/recording-context.ts";
import type { HostileKind } from "./kinds.ts";
import { containersWith, processesWith } from "./look-for.ts";

/** Time between TERM and KILL in the zoo, milliseconds. */
const graceMs = 300;
/** A machine full of loops takes its time, milliseconds. */
const patienceMs = 90_000;
/** A flood is not kept: its beginning tells that the script is ready. */
const keptBytes = 64 * 1024;

export interface ZooReport {
  readonly kind: string;
  readonly place: string;
  readonly reason: StopReason;
  readonly outcome: ExecutionOutcome;
  /** What lived on although the run was over, found without the program's help. */
  readonly left: readonly string[];
  /** What lived on, and is neither named as a survivor nor in the log as left by the script. */
  readonly escaped: readonly string[];
  readonly tookMs: number;
}

/** Runs one hostile script, stops it, and looks for what is left of it. Ends that too, so that nothing stays behind. */
export async function runKind(
  bench: ConformanceBench,
  place: string,
  kind: HostileKind,
  reason: StopReason,
): Promise<ZooReport> {
  const canary = uniqueSleep();
  const context = createRecordingContext({ log: createBriefLog() });
  const request = requestFor(bench, kind.script, { type: kind.type, graceMs, environment: { CANARY: canary } });
  const running = bench.executor.run(request, context);
  let isOver = false;
  const over = running.finally(() => {
    isOver = true;
  });
  over.catch(() => undefined);
  const isReady = (): boolean => isOver || context.log.text("stdout").includes("ready");
  await until(`${kind.name} to be ready on ${place}`, isReady, patienceMs);
  const stoppedAt = systemClock.elapsed();
  if (kind.leaves !== true) context.requestStop(reason);
  const outcome = await over;
  const tookMs = Math.round(systemClock.elapsed() - stoppedAt);
  const left = processesWith([canary]);
  const named = [...survivorsOf(outcome), ...context.log.text("system").split(/: |; /)];
  const escaped = left.filter(({ pid }) => !named.some((name) => name.startsWith(`${String(pid)} `)));
  for (const { pid } of left) endIt(pid);
  await bench.executor.discard(context.lastHandle(), request);
  // The program's own commands there end on their own account, soon.
  const isClear = (): boolean => processesWith([canary, request.executionId]).length === 0;
  await until(`${kind.name} to leave nothing on ${place}`, isClear, patienceMs);
  const files = [...(await bench.remains(request.executionId)), ...containersWith(request.executionId)];
  return {
    kind: kind.name,
    place,
    reason,
    outcome,
    left: left.map(({ pid, command }) => `${String(pid)} ${command}`),
    escaped: [...escaped.map(({ pid, command }) => `${String(pid)} ${command}`), ...files],
    tookMs,
  };
}

function survivorsOf(outcome: ExecutionOutcome): readonly string[] {
  if (outcome.kind === "stopped") return outcome.survivors;
  return outcome.kind === "unknown" ? (outcome.proof?.survivors ?? []) : [];
}

function endIt(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

function createBriefLog(): RecordedLog {
  const kept = createRecordedLog();
  const sizes = { stdout: 0, stderr: 0, system: 0 };
  return {
    ...kept,
    async write(stream, bytes) {
      if (sizes[stream] < keptBytes) await kept.write(stream, bytes);
      sizes[stream] += bytes.byteLength;
    },
    position: () => ({ stdout: sizes.stdout, stderr: sizes.stderr }),
  };
}
