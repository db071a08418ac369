import { spawn } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CronTable } from "./cron-table.ts";

export interface StandInCron extends CronTable {
  /** The folder with the program `crontab`, to be put before others on PATH. */
  readonly programs: string;
  /** The commands of its lines that are the program's, as cron would run them. */
  commands(): readonly string[];
}

/**
 * A program `crontab` that keeps its table in a file, and a process called `cron` that does nothing. The account's bash
 * finds it first; whoever works below another directory gets the `crontab` behind it, so that several stand side by side.
 * @param home of the account, whose login shell is bash
 * @param directory where the runner is below the home
 */
export function createStandInCron(folder: string, home: string, directory: string): StandInCron {
  const programs = join(folder, "programs");
  const table = join(folder, "table");
  mkdirSync(programs, { recursive: true, mode: 0o755 });
  chmodSync(folder, 0o777);
  writeFileSync(
    join(programs, "crontab"),
    `#!/bin/sh
table='${table}'
case $PWD in
  */'${directory}'/*) ;;
  *) PATH=\${PATH#*'${programs}:'}; command -v crontab >/dev/null || { echo "no crontab" >&2; exit 1; }; exec crontab "$@" ;;
esac
case $1 in
  -l) [ -f "$table" ] || { echo "no crontab for $(id -un)" >&2; exit 1; }; cat "$table" ;;
  -r) rm "$table" ;;
  *) cat "$1" >"$table.new" && mv "$table.new" "$table" ;;
esac
`,
    { mode: 0o755 },
  );
  writeFileSync(join(programs, "cron"), "#!/bin/sh\nwhile :; do sleep 600; done\n", { mode: 0o755 });
  const cron = spawn(join(programs, "cron"), { detached: true, stdio: "ignore" });
  const profile = join(home, ".bashrc");
  const line = `PATH='${programs}':$PATH\n`;
  appendFileSync(profile, line);
  const text = (): string | undefined => (existsSync(table) ? readFileSync(table, "utf8") : undefined);
  return {
    programs,
    text,
    write(wanted) {
      writeFileSync(table, wanted);
      chmodSync(table, 0o666);
    },
    commands: () =>
      (text() ?? "")
        .split("\n")
        .filter((line) => line.includes("# cronium "))
        .map((line) => line.replace(/^(\S+ ){5}/, "")),
    remove() {
      if (cron.pid !== undefined) process.kill(-cron.pid, "SIGKILL");
      const rest = readFileSync(profile, "utf8").replace(line, "");
      if (rest === "") rmSync(profile);
      else writeFileSync(profile, rest);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
