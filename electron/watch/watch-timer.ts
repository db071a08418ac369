import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { CroniumError } from "../../shared/errors.ts";
import { createLaunchdTimer } from "./launchd-timer.ts";
import { programCall, thisInstallation } from "./program-call.ts";
import { createRunProgram } from "../base/run-program.ts";
import { createSystemdTimer } from "./systemd-timer.ts";
import { createTaskSchedulerTimer } from "./task-scheduler-timer.ts";
import { timerStatus, type TimerControl, type TimerParts } from "./timer-control.ts";

/** The watch's line in the timer that this computer has. */
export function createWatchTimer(given: Pick<TimerParts, "dataDirectory" | "isDefault" | "environment">): TimerControl {
  const { environment } = given;
  const home = environment["HOME"] ?? environment["USERPROFILE"] ?? homedir();
  const call = programCall(thisInstallation(environment));
  const parts: TimerParts = { ...given, home, call, run: createRunProgram(environment) };
  switch (process.platform) {
    case "darwin":
      return createLaunchdTimer({ ...parts, userId: process.getuid?.() ?? 0 });
    case "win32":
      return createTaskSchedulerTimer(parts);
    default:
      return hasProgram("systemctl", environment) ? createSystemdTimer(parts) : noTimer(parts);
  }
}

/** Where there is no timer we know, a line for cron is the next best thing. */
function noTimer({ call, dataDirectory }: TimerParts): TimerControl {
  const words = [...call.command, "--data", dataDirectory, "watch", "check", "--notify"].map(shellWord).join(" ");
  const detail = "There is no systemd on this computer";
  // In a crontab, a percent sign ends the command.
  const remedy = `Put this line into your crontab: */5 * * * * ${words.replaceAll("%", String.raw`\%`)}`;
  const status = timerStatus("none", { detail, remedy });
  return {
    status: () => Promise.resolve(status),
    install: () => Promise.reject(new CroniumError("unsupported", detail, { remedy })),
    remove: () => Promise.resolve(status),
  };
}

function shellWord(word: string): string {
  return /^[\w@+./:-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function hasProgram(name: string, environment: NodeJS.ProcessEnv): boolean {
  const folders = (environment["PATH"] ?? "").split(delimiter).filter(Boolean);
  return folders.some((folder) => existsSync(join(folder, name)));
}
