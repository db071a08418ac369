import { cpus, loadavg, release, totalmem, type } from "node:os";

/** What the figures were taken on; nothing that names the machine. */
export function describeMachine(): string {
  const processors = cpus();
  const load = loadavg()[0] ?? 0;
  return [
    `${String(processors.length)} cores (${processors[0]?.model.trim() ?? "unknown"})`,
    `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `Node ${process.versions.node}`,
    `${type()} ${release().replace(/-.*/, "")}`,
    `load ${load.toFixed(1)} at the end`,
  ].join(", ");
}
