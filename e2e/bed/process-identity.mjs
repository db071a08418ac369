/** Tells one process from another that later got the same id. */
import { readdirSync, readFileSync } from "node:fs";

/** @param {number} pid @returns {string[] | undefined} the fields of /proc/PID/stat from the state letter on */
function readStat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command name may hold spaces and parentheses: what follows the last one is regular.
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

/**
 * The boot and the clock tick in it at which a process began, or undefined when it has ended (a zombie has).
 * Field 22 of /proc/PID/stat, see proc(5).
 * @param {number} pid
 */
export function processStart(pid) {
  const fields = readStat(pid);
  if (fields === undefined || fields[0] === "Z" || fields[0] === "X") return undefined;
  return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${fields[19]}`;
}

/** @param {{ pid: number, startTime: string }} process */
export function isSameProcess(process) {
  return processStart(process.pid) === process.startTime;
}

/** Ids of the living children of a process. @param {number} parent @returns {number[]} */
export function childProcesses(parent) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(readStat(pid)?.[1]) === parent);
}
