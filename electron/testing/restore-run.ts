import { systemClock } from "../base/clock.ts";
import { completeRestore, prepareRestore } from "../store/restore.ts";

/*
 * A process of its own that restores a backup: `node restore-run.ts BACKUP DATABASE [STEP]`. It says each step on
 * stdout, and kills itself before the one that is named.
 */
const [backup = "", databasePath = "", fatal] = process.argv.slice(2);
prepareRestore(backup, databasePath);
completeRestore(databasePath, systemClock, (step) => {
  process.stdout.write(`${step}\n`);
  if (step === fatal) process.kill(process.pid, "SIGKILL");
});
