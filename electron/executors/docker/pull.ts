import type { Readable } from "node:stream";
import type { Clock } from "../../base/clock.ts";
import { DeadlineError, withDeadline } from "../../base/deadline.ts";
import type { ExecutionLog } from "../executor.ts";
import { EngineRefusal, toEngineError } from "./engine-error.ts";
import type { Engine } from "./engine.ts";

const pullMs = 10 * 60_000;

/**
 * Fetches an image; each step goes as a line into the log's `system` stream.
 * @throws EngineRefusal with the engine's words when it cannot be had, EngineUnreachable, the signal's reason when it
 * aborts, or what the log throws
 */
export async function pullImage(
  engine: Engine,
  image: string,
  log: ExecutionLog,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const tell = (line: string): Promise<void> => log.write("system", Buffer.from(`${line}\n`));
  await tell(`The image ${image} is not here yet. Pulling it.`);
  try {
    await withDeadline(clock, pullMs, "pulling the image", async (overdue) => {
      const progress = await engine.pull(image, pullMs, AbortSignal.any([signal, overdue]));
      try {
        for await (const step of newSteps(linesOf(progress, engine.endpoint))) await tell(step);
      } finally {
        progress.destroy();
      }
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DeadlineError) {
      throw new EngineRefusal(504, `it had not arrived after ${String(pullMs / 60_000)} minutes`);
    }
    throw error;
  }
  signal.throwIfAborted();
  await tell(`The image ${image} is here.`);
}

/** The engine repeats a layer's state many times a second while bytes arrive: only changes are worth a line. */
export async function* newSteps(lines: AsyncIterable<string>): AsyncIterable<string> {
  const states = new Map<string, string>();
  for await (const line of lines) {
    const step = JSON.parse(line) as { id?: string; status?: string; error?: string; stream?: string };
    if (step.error !== undefined) throw new EngineRefusal(404, step.error);
    // What a build says comes as text of its own.
    const said = (step.stream ?? "").split("\n").map((text) => text.trimEnd());
    yield* said.filter((text) => text !== "" && !/^ ---> |^Removing intermediate /.test(text));
    const subject = step.id ?? "";
    if (step.status === undefined || states.get(subject) === step.status) continue;
    states.set(subject, step.status);
    yield subject === "" ? step.status : `${subject}: ${step.status}`;
  }
}

/** The lines of a progress stream; the engine's own failures are thrown as such. */
export async function* linesOf(progress: Readable, endpoint: string): AsyncIterable<string> {
  let rest = "";
  const decoder = new TextDecoder();
  try {
    for await (const chunk of progress as AsyncIterable<Uint8Array>) {
      const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split("\n");
      rest = lines.pop() ?? "";
      yield* lines.filter((line) => line.trim() !== "");
    }
  } catch (error) {
    throw toEngineError(error, endpoint);
  }
}
