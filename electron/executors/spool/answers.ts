import type { SpoolProcess, SpoolStatus, StopAnswer } from "./spool-source.ts";

/** Reads `PID GROUP IDENTITY BOOT`. @throws Error when it is something else */
export function parseProcess(words: readonly string[]): SpoolProcess {
  const [pid, group, identity = "", boot = "-"] = words;
  return { pid: number(pid, words), group: number(group, words), identity, boot };
}

/** Reads what the status program answers. @throws Error when it is none of its answers */
export function parseStatus(line: string): SpoolStatus {
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
      };
    case "gone":
      return {
        state,
        stdout: number(words[0], words),
        stderr: number(words[1], words),
        rebooted: words[2] === "rebooted",
      };
    case "starting":
    case "unstarted":
    case "absent":
      return { state };
    default:
      throw unexpected([line]);
  }
}

/** Reads what the stop program answers: one line, then the survivors. @throws Error when it is none of its answers */
export function parseStop([first, ...others]: readonly string[]): StopAnswer {
  if (first === "ended" || first === "absent") return { kind: first };
  if (first !== "stopped") throw unexpected([first ?? ""]);
  return { kind: "stopped", survivors: others.map((line) => line.replace(/^survivor /, "").trim()) };
}

function number(word: string | undefined, words: readonly string[]): number {
  if (word === undefined || !/^\d+$/.test(word)) throw unexpected(words);
  return Number(word);
}

function unexpected(words: readonly string[]): Error {
  return new Error(`the spool gave an answer that is none: ${JSON.stringify(words.join(" "))}`);
}
