import { number, plain, unexpected } from "./answers.ts";
import type { StopAnswer, StopRound } from "./spool-source.ts";

/**
 * Reads what the stop program answers: see there for the lines. Process ids stand for their processes within one run,
 * whose account lasts for seconds.
 * @throws Error when it is none of its answers
 */
export function parseStop(lines: readonly string[]): StopAnswer {
  const [first = ""] = lines;
  for (const kind of ["ended", "absent"] as const) if (lines.includes(kind)) return { kind };
  if (!lines.includes("stopped")) throw unexpected([first]);
  const split = lines.map((line) => {
    const [kind = "", ...words] = line.trim().split(/\s+/);
    return { kind, words, text: line.slice(kind.length + 1) };
  });
  const of = (...kinds: readonly string[]) => split.filter(({ kind }) => kinds.includes(kind));
  const nowAt = number(of("now")[0]?.words[0] ?? "0", [first]);
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
      restarted: of("restarted").length > 0,
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
