import type { SpoolProcess, SpoolStatus } from "./spool-source.ts";

/** Reads `PID GROUP IDENTITY BOOT`. @throws Error when it is something else */
export function parseProcess(words: readonly string[]): SpoolProcess {
  const [pid, group, identity = "", boot = "-"] = words;
  return { pid: number(pid, words), group: number(group, words), identity, boot };
}

/** Reads what the status program answers. @throws Error when it is none of its answers */
export function parseStatus([line = "", ...others]: readonly string[]): SpoolStatus {
  const [state, ...words] = line.split(" ");
  switch (state) {
    case "running":
      return { state, process: parseProcess(words) };
    case "exited":
      return {
        state,
        exitCode: number(words[0], words),
        stdout: number(words[1], words),
        stderr: number(words[2], words),
        whole: words[3] === "0" && words[4] === "0",
        left: others.filter((other) => other.startsWith("left ")).map((other) => plain(other.slice("left ".length))),
        isOverdue: isOverdue(others),
        endedAgoMs: endedAgoMs(others),
      };
    case "gone":
      return {
        state,
        stdout: number(words[0], words),
        stderr: number(words[1], words),
        rebooted: words[2] === "rebooted",
        isOverdue: isOverdue(others),
      };
    case "starting":
    case "unstarted":
    case "absent":
      return { state };
    default:
      throw unexpected([line]);
  }
}

function isOverdue(lines: readonly string[]): true | undefined {
  return lines.includes("overdue") ? true : undefined;
}

function endedAgoMs(lines: readonly string[]): number | undefined {
  const [, seconds] = lines.find((line) => line.startsWith("ago "))?.split(" ") ?? [];
  return seconds === undefined || !/^\d+$/.test(seconds) ? undefined : Number(seconds) * 1000;
}

/** Text of a process, which may have chosen it: no character of it may steer a terminal. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, " ").trim();
}

export function number(word: string | undefined, words: readonly string[]): number {
  if (word === undefined || !/^\d+$/.test(word)) throw unexpected(words);
  return Number(word);
}

export function unexpected(words: readonly string[]): Error {
  return new Error(`the spool gave an answer that is none: ${JSON.stringify(words.join(" "))}`);
}
