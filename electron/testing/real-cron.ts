import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import type { CronTable } from "./cron-table.ts";

/** The daemon of Debian's package `cron`, and of most others that have one of their own. */
const daemon = "/usr/sbin/cron";

export interface RealCron extends CronTable {
  /** What the daemon has said so far: each command it began, with its user. */
  said(): string;
}

/**
 * Runs the system's own cron for the crontab of one account. It sees none of the system's jobs: it has a mount namespace
 * of its own in which their folders are empty, and it ends with `remove`.
 * @throws Error where there is none, or where another cron runs already
 */
export function createRealCron(username: string): RealCron {
  if (!existsSync(daemon) || process.getuid?.() !== 0)
    throw new Error(`there is no ${daemon} that this user could run`);
  const hidden = ["/etc/cron.d", "/etc/cron.hourly", "/etc/cron.daily", "/etc/cron.weekly", "/etc/cron.monthly"];
  const hide = hidden.map((folder) => `{ [ ! -d ${folder} ] || mount -t tmpfs none ${folder}; }`).join(" && ");
  // -f keeps it in the process we know; -L 5 has it tell of what begins and of what fails, on a stderr that is no syslog.
  const script = `${hide} && { [ ! -f /etc/crontab ] || mount --bind /dev/null /etc/crontab; } && exec ${daemon} -f -L 5`;
  const child = spawn("unshare", ["--mount", "sh", "-c", script], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => {
    said += bytes.toString();
  });
  const table = (...words: readonly string[]) => spawnSync("crontab", ["-u", username, ...words], { encoding: "utf8" });
  const text = (): string | undefined => {
    const { status, stdout } = table("-l");
    return status === 0 ? stdout : undefined;
  };
  const former = text();
  const write = (wanted: string): void => {
    execFileSync("crontab", ["-u", username, "-"], { input: wanted });
  };
  return {
    said: () => said,
    text,
    write,
    remove() {
      child.kill("SIGKILL");
      if (former === undefined) table("-r");
      else write(former);
    },
  };
}
