import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CroniumError } from "../../shared/errors.ts";
import type { WatchTimer } from "../../shared/watch.ts";
import { readOwnership } from "./ownership.ts";
import { readTaskInterval, taskXml } from "./task-xml.ts";
import { timerStatus, type TimerControl, type TimerParts } from "./timer-control.ts";
import { watchLine, watchName } from "./watch-line.ts";
import { plainXmlText } from "./xml-text.ts";

/** The watch as a task of the Windows Task Scheduler, which keeps it itself: there are no files of ours. */
export function createTaskSchedulerTimer(parts: TimerParts): TimerControl {
  const { dataDirectory, run } = parts;
  const name = watchName("Cronium Watch", dataDirectory, parts.isDefault);

  /** @returns the task of that name as the system has it, or undefined when there is none */
  async function find(): Promise<{ readonly xml: string; readonly ours: boolean } | undefined> {
    const { status, stdout } = await run("schtasks.exe", ["/query", "/tn", name, "/xml"]);
    if (status !== 0) return undefined;
    return { xml: stdout, ours: readOwnership(plainXmlText(stdout))?.dataDirectory === dataDirectory };
  }

  async function status(): Promise<WatchTimer> {
    const found = await find();
    const makes = [name];
    if (found === undefined || !found.ours) {
      return timerStatus("task-scheduler", { makes, detail: "The Task Scheduler can look after Cronium" });
    }
    const active = !/<Settings>[\s\S]*<Enabled>false<\/Enabled>[\s\S]*<\/Settings>/.test(found.xml);
    return timerStatus("task-scheduler", {
      installed: true,
      active,
      everyMs: readTaskInterval(found.xml),
      makes,
      detail: `The task “${name}” is installed and ${active ? "enabled" : "disabled"}`,
      remedy: active ? undefined : "Enable it in the Task Scheduler, or install it again.",
    });
  }

  return {
    status,
    async install(everyMs) {
      if ((await find())?.ours === false) {
        throw new CroniumError("conflict", `There is a task “${name}” already, and this Cronium has not made it`, {
          remedy: "Look in the Task Scheduler what it is for, and rename or delete it.",
        });
      }
      const folder = mkdtempSync(join(tmpdir(), "cronium-watch-"));
      try {
        const path = join(folder, "task.xml");
        const xml = taskXml(watchLine(name, dataDirectory, parts.call, everyMs));
        writeFileSync(path, `\uFEFF${xml}`, "utf16le");
        const made = await run("schtasks.exe", ["/create", "/tn", name, "/xml", path, "/f"]);
        if (made.status !== 0) {
          throw new CroniumError("unavailable", `The Task Scheduler did not take the task: ${made.complaint}`, {
            remedy: "Try again from your own account, signed in at the desktop.",
          });
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
      return status();
    },
    async remove() {
      if ((await find())?.ours === true) await run("schtasks.exe", ["/delete", "/tn", name, "/f"]);
      return status();
    },
  };
}
