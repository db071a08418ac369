import { describeExecutor } from "../conformance.ts";
import { openSshBench } from "./ssh-conformance-bench.ts";

for (const [server, shell] of [
  ["web-1", "bash"],
  ["web-2", "dash"],
  ["web-3", "busybox ash"],
] as const) {
  describeExecutor(`scripts on a server with ${shell}`, () => openSshBench(server));
}
