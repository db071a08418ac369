import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";

/** The answer to asking for the one lock of a folder. */
export type InstanceLock = { readonly first: true } | { readonly first: false; readonly told: Promise<void> };

/**
 * Takes the lock of `folder`, or tells its holder that somebody else has started.
 * @param onSecond called in the holder each time
 */
export function takeInstanceLock(folder: string, onSecond: () => void): InstanceLock {
  const lock = join(folder, "instance.lock");
  const socket = join(folder, "instance.sock");
  mkdirSync(folder, { recursive: true });
  while (!create(lock)) {
    if (isAlive(Number(readFileSync(lock, "utf8")))) return { first: false, told: tell(socket) };
    rmSync(lock, { force: true });
  }
  rmSync(socket, { force: true });
  process.on("exit", () => {
    rmSync(lock, { force: true });
    rmSync(socket, { force: true });
  });
  createServer((connection) => {
    connection.end();
    onSecond();
  })
    .listen(socket)
    .unref();
  return { first: true };
}

function create(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

function tell(socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connect(socket)
      .on("error", reject)
      .on("close", () => {
        resolve();
      });
  });
}
