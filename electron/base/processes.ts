import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** How long `ps` may take, milliseconds. */
const answerWithinMs = 5_000;

/** `held` means stopped by a signal (SIGSTOP, a debugger) and not ended. */
export type ProcessState = "running" | "held" | "gone";

/**
 * How a process of this computer is. One that has ended counts as gone even where nobody clears dead processes away
 * and it still has its number. Where there is no /proc, held processes count as running.
 */
export function processState(pid: number): ProcessState {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return "gone";
  }
  const [state = ""] = statFields(pid) ?? [];
  if (/^[ZX]/.test(state)) return "gone";
  return /^[Tt]/.test(state) ? "held" : "running";
}

/**
 * When a process started: clock ticks since boot on Linux, the text of `ps` on macOS, null where neither can be had or
 * there is no such process. Together with its id and `systemBootId` it names one process for good.
 */
export function processStart(pid: number): string | null {
  if (process.platform === "linux") return statFields(pid)?.[19] ?? null;
  if (process.platform !== "darwin") return null;
  try {
    const text = execFileSync("/bin/ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      timeout: answerWithinMs,
      env: { LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    return text.trim().replaceAll(/\s+/g, " ") || null;
  } catch {
    // It ends with a failure when there is no such process.
    return null;
  }
}

/** Which start of the computer this is; null where the system does not name it. */
export function systemBootId(): string | null {
  return readOrNothing("/proc/sys/kernel/random/boot_id")?.trim() ?? null;
}

/** What stands in /proc/PID/stat from the state on (proc(5), field 3): the name before it may hold anything. */
function statFields(pid: number): readonly string[] | undefined {
  const stat = readOrNothing(`/proc/${String(pid)}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
