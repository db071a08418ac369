import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { executionLabel, ownerLabel, roleLabel } from "../../executors/docker/container-spec.ts";

/** What the engine itself says of one owner's containers, asked with its own client. */
export interface ContainerWatch {
  /** How often a container of an execution has ended by itself, by exit code. */
  endings(executionId: string, exitCode: number): number;
  /**
   * The containers there are now, running or not, and networks; without the few relays that wait for an execution, as
   * long as they are few.
   */
  present(): Promise<readonly string[]>;
  close(): void;
}

/** Two that wait, and one that is made to wait. */
const waitingAtMost = 3;

/** @returns the lines the engine's own client prints */
async function ask(...parameters: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)("docker", parameters);
  return stdout.split("\n").filter((line) => line !== "");
}

/** Listens from now on. */
export async function watchContainers(owner: string): Promise<ContainerWatch> {
  const endings = new Map<string, number>();
  const filter = ["--filter", `label=${ownerLabel}=${owner}`];
  const format = `{{index .Actor.Attributes "${executionLabel}"}} {{index .Actor.Attributes "exitCode"}} {{index .Actor.Attributes "${roleLabel}"}}`;
  const events = spawn("docker", ["events", ...filter, "--filter", "event=die", "--format", format], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let rest = "";
  events.stdout.on("data", (part: Buffer) => {
    const lines = (rest + part.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) endings.set(line, (endings.get(line) ?? 0) + 1);
  });
  await new Promise((resolve, reject) => events.once("spawn", resolve).once("error", reject));
  return {
    endings: (executionId, exitCode) => endings.get(`${executionId} ${String(exitCode)} `) ?? 0,
    async present() {
      const format = `{{.Names}} {{.Label "${roleLabel}"}} {{.Label "${executionLabel}"}}`;
      const containers = await ask("ps", "-a", ...filter, "--format", format);
      const waiting = containers.filter((line) => line.trim().endsWith(" relay"));
      const networks = await ask("network", "ls", ...filter, "--format", "{{.Name}}");
      const others = containers.filter((line) => !waiting.includes(line));
      return [...others, ...(waiting.length > waitingAtMost ? waiting : []), ...networks];
    },
    close: () => events.kill(),
  };
}
