import { keepYoungHeapSmall } from "../base/young-heap.ts";
import { maskCrashOutput } from "../masking/known-secrets.ts";
import { processIo } from "./io.ts";
import { runCommand } from "./run-command.ts";

// Whoever reads our output may stop reading, as `head` does; that ends the command and is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
keepYoungHeapSmall();
maskCrashOutput();
process.exitCode = await runCommand(process.argv.slice(2), processIo());
