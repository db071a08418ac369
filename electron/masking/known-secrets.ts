import { inspect } from "node:util";
import { createMasker } from "./masker.ts";
import { compileSecrets, type SecretTable } from "./secret-table.ts";

/** The oldest are forgotten first. */
const mostKnown = 500;

const known = new Set<string>();
let table: SecretTable | undefined;
let isStale = false;

/**
 * From now on this process writes the value neither into its own log nor into what it says when it crashes. One list
 * for the process, as a crash is the process's own. Of a credential in JSON each text is taken by itself.
 */
export function rememberSecret(value: string): void {
  for (const text of textsOf(value)) {
    isStale ||= !known.has(text);
    known.delete(text);
    known.add(text);
  }
  for (const oldest of known) {
    if (known.size <= mostKnown) break;
    known.delete(oldest);
    isStale = true;
  }
}

/** A text without any secret this process has had to do with. */
export function maskKnownSecrets(text: string): string {
  if (isStale) table = compileSecrets([...known]);
  isStale = false;
  if (table === undefined) return text;
  const masker = createMasker(table);
  return Buffer.concat([masker.push(Buffer.from(text)), masker.finish()]).toString("utf8");
}

/** Has the process end at an error nobody caught with what Node says of it, but without secrets, and with code 1. */
export function maskCrashOutput(): void {
  process.on("uncaughtException", (error: unknown) => {
    process.stderr.write(`${maskKnownSecrets(inspect(error))}\n\nNode.js ${process.version}\n`);
    process.exit(1);
  });
}

function textsOf(value: string): readonly string[] {
  if (!value.startsWith("{")) return [value];
  try {
    const fields = Object.entries(JSON.parse(value) as object).filter(([name]) => name !== "kind");
    return [value, ...fields.map(([, field]) => field as unknown).filter((field) => typeof field === "string")];
  } catch {
    // A secret that only begins like JSON.
    return [value];
  }
}
