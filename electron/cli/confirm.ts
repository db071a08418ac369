import { createInterface } from "node:readline/promises";
import type { Session } from "./session.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Asks a person to agree. Anything but y or yes is a no.
 * @param otherwise what to write on the command line where nobody can be asked
 * @throws UsageError where nobody can be asked
 */
export async function confirm({ io }: Session, question: string, otherwise: string): Promise<boolean> {
  if (io.stdin.isTTY !== true) throw new UsageError(`${question} Nobody can be asked here: add ${otherwise}.`);
  const prompt = createInterface({ input: io.stdin, output: io.stderr });
  try {
    return /^y(es)?$/i.test((await prompt.question(`${question} [y/N] `)).trim());
  } finally {
    prompt.close();
  }
}
