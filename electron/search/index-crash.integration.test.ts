import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../base/clock.ts";
import { createSeededRandom } from "../testing/seeded-random.ts";
import { encodeLog, naiveSearch, type NaiveFrame } from "../testing/naive-search.ts";
import { indexLogs } from "./index-logs.ts";
import { searchAcross, type AcrossStep } from "./search-across.ts";

const program = join(import.meta.dirname, "index-logs.ts");
const clockModule = join(import.meta.dirname, "../base/clock.ts");

const pattern = { text: "needle", regex: false, matchCase: false };

function find(indexPath: string, logs: readonly { readonly executionId: string; readonly path: string }[]): unknown {
  const steps: AcrossStep[] = [];
  const all = logs.map((log) => ({ ...log, jobId: log.executionId }));
  searchAcross({ indexPath, logs: all, pattern, perLog: 9, limit: 99 }, (step) => steps.push(step));
  const hits = steps.flatMap((step) => step.hits);
  return hits.map(({ executionId, matches }) => [executionId, matches.map(({ at }) => at)]);
}

test("killed at any moment while it is made, the index goes on and leaves nothing out", async () => {
  const folder = await mkdtemp(join(tmpdir(), "cronium-index-crash-"));
  try {
    const random = createSeededRandom(11);
    const indexPath = join(folder, "search.sqlite");
    const logs = new Map<string, readonly NaiveFrame[]>();
    for (let index = 0; index < 12; index++) {
      const size = index % 4 === 0 ? 60 : 2;
      const frames = Array.from({ length: size }, (_, part): NaiveFrame => {
        const words = `word${String(random.integer(0, 40))} and plain text of a script `;
        return { stream: "stdout", payload: Buffer.from(`part ${String(part)} ${words.repeat(900)}\n`) };
      });
      frames.splice(random.integer(0, size), 0, {
        stream: "stderr",
        payload: Buffer.from(`needle ${String(index)}\n`),
      });
      logs.set(`e${String(index)}`, frames);
      await writeFile(join(folder, `e${String(index)}.log`), encodeLog(frames));
    }
    const add = [...logs.keys()].map((id) => ({ executionId: id, path: join(folder, `${id}.log`) }));
    const expected = [...logs].map(([id, frames]) => [id, naiveSearch(frames, pattern).map(({ at }) => at)]);
    const task = { indexPath, add, forget: [], progress: undefined, listAfter: undefined, rest: 0 };
    const code = `
      import { indexLogs } from ${JSON.stringify(program)};
      import { systemClock } from ${JSON.stringify(clockModule)};
      process.stdout.write("begin\\n");
      indexLogs(${JSON.stringify(task)}, systemClock);`;
    let done = 0;
    for (let round = 0; round < 6 && done === 0; round++) {
      const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", code], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = once(child, "exit");
      await once(child.stdout, "data");
      const cancel = systemClock.after(random.integer(0, 150), () => child.kill("SIGKILL"));
      const [status] = (await ended) as [number | null];
      cancel();
      if (status === 0) done++;
      // Whatever is there by now, the answers are complete.
      expect(find(indexPath, add)).toEqual(expected);
    }
    expect(indexLogs(task, systemClock)).toMatchObject({ logs: 12 });
    expect(find(indexPath, add)).toEqual(expected);
  } finally {
    await rm(folder, { recursive: true });
  }
});
