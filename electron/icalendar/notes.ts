/** What is worth knowing about a file that was read, in words, each thing once. */
export interface Notes {
  say(sentence: string): void;
  /** An entry that could not be read, and why. */
  leftOut(label: string | undefined, error: unknown): void;
  cancelled(): void;
  over(): void;
  /** An entry repeats without end and is written out until then, epoch milliseconds. */
  writtenOut(label: string | undefined, untilMs: number): void;
  /** A change that the file states for all later times was taken for one. */
  followingNotTaken(label: string | undefined): void;
  /** Too many windows: those from then on were left out. */
  cutAt(from: string, most: number): void;
  all(): string[];
}

/** More names than this are counted instead. */
const mostNames = 5;
const mostSentences = 50;

export function createNotes(): Notes {
  const sentences = new Set<string>();
  let cancelled = 0;
  let over = 0;
  const written: string[] = [];
  let writtenUntilMs = 0;
  return {
    say: (sentence) => void sentences.add(sentence),
    leftOut(label, error) {
      sentences.add(`${nameOf(label)} was left out: ${error instanceof Error ? error.message : String(error)}.`);
    },
    cancelled: () => void (cancelled += 1),
    over: () => void (over += 1),
    writtenOut(label, untilMs) {
      written.push(nameOf(label));
      writtenUntilMs = untilMs;
    },
    followingNotTaken(label) {
      sentences.add(`A change of ${nameOf(label)} for all later times was taken for one time only.`);
    },
    cutAt(from, most) {
      sentences.add(
        `A calendar has at most ${most.toLocaleString("en-US")} windows: those from ${from.replace("T", " ")} on were left out.`,
      );
    },
    all() {
      const all = [...sentences];
      if (written.length > 0) {
        const until = new Date(writtenUntilMs).toISOString().slice(0, 10);
        all.push(
          `Written out one by one until ${until}, as no rule here says the same: ${listNames(written)}. Import the file again before then.`,
        );
      }
      if (over > 0) all.push(`${countEntries(over)} over and left out.`);
      if (cancelled > 0) all.push(`${countEntries(cancelled)} cancelled and left out.`);
      const rest = all.length - mostSentences;
      return rest > 0 ? [...all.slice(0, mostSentences), `And ${String(rest)} more of the kind.`] : all;
    },
  };
}

function nameOf(label: string | undefined): string {
  return label === undefined ? "An entry without a name" : `“${label}”`;
}

function countEntries(count: number): string {
  return count === 1 ? "1 entry is" : `${String(count)} entries are`;
}

function listNames(names: readonly string[]): string {
  const rest = names.length - mostNames;
  return names.slice(0, mostNames).join(", ") + (rest > 0 ? ` and ${String(rest)} more` : "");
}
