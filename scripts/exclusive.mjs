// @ts-check
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory, say } from "./project.mjs";

const heartbeatMilliseconds = 2_000;
/** A holder that has not touched its lock for this long is gone, whatever its process id says: ids are reused. */
const staleMilliseconds = 30_000;
const pollMilliseconds = 200;

/**
 * Runs `work` while no other process runs work of the same name in this repository; others wait their turn.
 * A holder that died is noticed by its process id, or by its missing heartbeat after 30 s.
 * @template Result
 * @param {string} name file name of the lock, e.g. "install"
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function exclusively(name, work) {
  mkdirSync(cacheDirectory, { recursive: true });
  const lock = join(cacheDirectory, `${name}.lock`);
  let announced = false;
  while (!take(lock)) {
    const holder = readIfThere(lock);
    if (holder !== undefined && isGone(lock, holder)) {
      evict(lock, holder);
      continue;
    }
    if (!announced) say(`Waiting for another ${name} in this folder (process ${holder ?? "unknown"}).`);
    announced = true;
    await new Promise((done) => setTimeout(done, pollMilliseconds));
  }
  const heartbeat = setInterval(() => touch(lock), heartbeatMilliseconds);
  const release = () => rmSync(lock, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.removeListener("exit", release);
    release();
  }
}

/**
 * Linking a file that already holds the process id makes "exists" and "names its holder" one atomic step.
 * @param {string} lock
 */
function take(lock) {
  const candidate = `${lock}.${process.pid}`;
  writeFileSync(candidate, String(process.pid));
  try {
    linkSync(candidate, lock);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(candidate, { force: true });
  }
}

/**
 * @param {string} lock
 * @param {string} holder
 */
function isGone(lock, holder) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > staleMilliseconds) return true;
    process.kill(Number(holder), 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH";
  }
}

/**
 * Removes a dead holder's lock. Two waiters may both try: whoever moved away a fresh lock by mistake puts it back.
 * @param {string} lock
 * @param {string} holder
 */
function evict(lock, holder) {
  const aside = `${lock}.evicted.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (readFileSync(aside, "utf8") !== holder) linkSync(aside, lock);
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code;
    if (code !== "ENOENT" && code !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return undefined;
    throw error;
  }
}

/** @param {string} lock */
function touch(lock) {
  const now = new Date();
  try {
    utimesSync(lock, now, now);
  } catch (error) {
    // Evicted after a long suspend: the work goes on, only the claim is gone.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
  }
}
