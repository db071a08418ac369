import { ownershipMark, type Ownership } from "./ownership.ts";
import type { WatchLine } from "./watch-line.ts";

/** The line as two user units of systemd (systemd.service(5), systemd.timer(5)): what runs, and when. */
export function systemdUnits(line: WatchLine, ownership: Ownership): { readonly run: string; readonly timer: string } {
  const mark = `# ${ownershipMark(ownership)}`;
  const run = [
    mark,
    "[Unit]",
    "Description=Look whether Cronium works",
    "",
    "[Service]",
    "Type=oneshot",
    `ExecStart=${startLine(line.command)}`,
    ...Object.entries(line.environment).map(([name, value]) => `Environment=${quoteSetting(`${name}=${value}`)}`),
    "TimeoutStartSec=5min",
    "Nice=10",
    "",
  ];
  const timer = [
    mark,
    "[Unit]",
    "Description=Look after Cronium",
    "",
    "[Timer]",
    // From when the timer starts, then from one look to the next. Neither wakes a computer that sleeps.
    ...["OnActiveSec", "OnUnitActiveSec"].map((setting) => `${setting}=${String(line.everyMs / 1_000)}s`),
    "AccuracySec=30s",
    "",
    "[Install]",
    "WantedBy=timers.target",
    "",
  ];
  return { run: run.join("\n"), timer: timer.join("\n") };
}

/** How often a timer unit of ours looks, milliseconds. */
export function readTimerUnit(text: string): number | undefined {
  const seconds = /^OnUnitActiveSec=(\d+)s$/m.exec(text)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}

/** Within double quotes, with C escapes; a percent sign would be a specifier. */
function quoteSetting(text: string): string {
  const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "%": "%%", "\n": "\\n", "\t": "\\t" };
  return `"${text.replaceAll(/[\\"%\n\t]/g, (character) => escapes[character] ?? "")}"`;
}

/** The program's own path is taken as it is; in all other words a dollar sign would begin a variable. */
function startLine([program = "", ...words]: readonly string[]): string {
  // systemd refuses to start a program whose path has quotes, backslashes or control characters: a shell can.
  const [path, ...rest] = /["'\\\p{Cc}]/u.test(program) ? ["/bin/sh", "-c", 'exec "$@"', "sh", program] : [program];
  return [quoteSetting(path), ...[...rest, ...words].map((word) => quoteSetting(word).replaceAll("$", "$$$$"))].join(
    " ",
  );
}
