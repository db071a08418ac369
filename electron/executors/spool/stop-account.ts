import { number, plain, unexpected } from "./answers.ts";
import type { StopAnswer, StopRound } from "./spool-source.ts";

const verdicts = ["ended", "absent", "stopped"] as const;
/** Lines that begin with the moment of what they tell. */
const timed: readonly string[] = ["asked", "TERM", "KILL", "killed", "gone", "clear"];

/**
 * Reads what the stop program answers: see there for the lines. Process ids stand for their processes within one run,
 * whose account lasts for seconds. The account comes behind the verdict from a file that a script can write into and a
 * full disk can cut short: what of it makes no sense is passed over, and none of it changes the verdict.
 * @throws Error when it is none of its answers
 */
export function parseStop(lines: readonly string[]): StopAnswer {
  const [first = ""] = lines;
  const at = lines.findIndex((line) => verdicts.some((word) => word === line));
  const verdict = verdicts.find((word) => word === lines[at]);
  if (verdict === undefined) throw unexpected([first]);
  if (verdict !== "stopped") return { kind: verdict };
  const split = lines
    .map((line) => {
      const [kind = "", ...words] = line.trim().split(/\s+/);
      return { kind, words, text: line.slice(kind.length + 1) };
    })
    .filter(({ kind, words: [moment = ""] }) => !timed.includes(kind) || /^\d{1,15}$/.test(moment));
  const of = (...kinds: readonly string[]) => split.filter(({ kind }) => kinds.includes(kind));
  const nowAt = number(of("now").at(-1)?.words[0] ?? "0", [first]);
  const ago = (at: string | undefined): number => Math.max(0, nowAt - number(at, [first])) * 10;
  const commands = new Map(
    of("member").map(({ words: [pid = ""], text }) => [pid, plain(text.replace(/^(\d+) \S+ ?/, "$1 "))] as const),
  );
  const named = (pid: string): string => commands.get(pid) ?? pid;
  const control = of("control")[0]?.words.join(" ");
  const gone = new Map<string, number>();
  for (const { words } of of("gone")) {
    const [at, ...pids] = words;
    for (const pid of pids) gone.set(named(pid), Math.max(gone.get(named(pid)) ?? 0, ago(at)));
  }
  const asked = of("asked").map(({ words: [at] }) => ago(at));
  const clear = of("clear").at(-1);
  return {
    kind: "stopped",
    survivors: of("survivor").map(({ text }) => plain(text)),
    account: {
      restarted: lines.slice(0, at).includes("restarted"),
      control,
      begunAgoMs: asked.length === 0 ? undefined : Math.max(...asked),
      rounds: joinRounds(
        of("TERM", "killed", "KILL").map(({ kind, words: [at, ...pids] }) =>
          kind === "killed"
            ? { signal: "KILL", agoMs: ago(at), to: [`control group ${control ?? ""}`.trim()] }
            : { signal: kind === "TERM" ? "TERM" : "KILL", agoMs: ago(at), to: pids.map(named) },
        ),
      ),
      gone: [...gone].map(([process, agoMs]) => ({ process, agoMs })),
      clearAgoMs: clear === undefined ? undefined : ago(clear.words[0]),
    },
  };
}

/** Makes one round of what was sent at the same moment; the oldest first. */
function joinRounds(rounds: readonly StopRound[]): readonly StopRound[] {
  const joined = new Map<string, StopRound>();
  for (const round of rounds) {
    const key = `${round.signal} ${String(round.agoMs)}`;
    const before = joined.get(key);
    joined.set(key, before ? { ...before, to: [...before.to, ...round.to] } : round);
  }
  return [...joined.values()].sort((left, right) => right.agoMs - left.agoMs);
}
