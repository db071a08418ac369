import type { BenchRow, Scale } from "./bench-row.ts";
import { compareJobs, script } from "./compare-jobs.ts";
import { openJobTimer } from "./job-timer.ts";
import { timeCommand } from "./time-command.ts";

/** A job on this computer beside bash with the same script on its stdin. */
export async function benchLocal(scale: Scale): Promise<BenchRow[]> {
  const timer = await openJobTimer();
  try {
    const eventId = await timer.createEvent({ name: "local", type: "BASH", run: { on: "this-computer" }, script });
    return await compareJobs({
      name: "local job",
      against: "bash",
      count: scale(40),
      timer,
      eventId,
      baseline: () => timeCommand("bash", ["-s"], script),
      baselineRemoves: false,
    });
  } finally {
    await timer.close();
  }
}
