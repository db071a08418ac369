import type { Command } from "commander";
import { bytesText } from "../../shared/bytes-text.ts";
import { CroniumError } from "../../shared/errors.ts";
import { isTooDeep, tooDeepWords } from "../../shared/json-depth.ts";
import { longestVariableBytes } from "../../shared/variable.ts";
import type { Attach } from "./action.ts";
import type { VariableLine } from "./answers.ts";
import { withClient, type Client } from "./connect.ts";
import type { Session } from "./session.ts";
import { UsageError, wholeNumber } from "./usage-error.ts";

interface SetFlags {
  readonly parse?: boolean;
  readonly secret?: boolean;
  readonly description?: string;
  readonly ifVersion?: number;
}

/** No version is ever larger. */
const largestVersion = 2 ** 40;

export function addVariableSet(variable: Command, attach: Attach): void {
  attach<SetFlags>(
    variable
      .command("set <key> [value]")
      .description(
        "give it a value, a text unless told otherwise; without one here, what comes from the standard input",
      )
      .option("--parse", "the value is JSON: a number, true, false, null, a list or an object")
      .option("--secret", "its value is hidden from now on; it is read from the standard input")
      .option("--description <text>", "what it is for")
      .option(
        "--if-version <n>",
        "only if this is its version; 0: only if there is none",
        wholeNumber(0, largestVersion),
      ),
    set,
  );
}

function set(session: Session, flags: SetFlags, [key = "", given]: readonly string[]): Promise<void> {
  if (flags.secret === true && given !== undefined) throw visibleSecret(key);
  return withClient(session, async (client) => {
    const present = await find(client, key);
    if (present?.isSecret === true && given !== undefined) throw visibleSecret(key);
    const value = readValue(key, given ?? (await readInput(session)), flags.parse === true);
    const words = flags.description === undefined ? {} : { description: flags.description };
    const hidden = flags.secret === true ? { secret: true } : {};
    const version = flags.ifVersion ?? present?.version ?? 0;
    const written =
      version === 0
        ? await client.variables.create.mutate({ key, value, ...words, ...hidden })
        : await client.variables.update.mutate({ key, version, value, ...words, ...hidden });
    await session.print(written, [`${key} is set: version ${String(written.version)}.`]);
  });
}

async function find(client: Client, key: string): Promise<VariableLine | undefined> {
  const { variables } = await client.variables.list.query({ search: key, limit: 5_000 });
  return variables.find((one) => one.key === key);
}

function readValue(
  key: string,
  text: string,
  isJson: boolean,
): Parameters<Client["variables"]["create"]["mutate"]>[0]["value"] {
  // Quotes are put around a text, and more where it is escaped: what is longer before is too long afterwards.
  if (!isJson) {
    refuseLong(key, Buffer.byteLength(text) + 2);
    return text;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`The value of ${key} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (isTooDeep(value)) throw new CroniumError("invalid_input", `The value of ${key}: ${tooDeepWords}`);
  refuseLong(key, Buffer.byteLength(JSON.stringify(value)));
  return value as string;
}

/** Before it is sent: the host cuts off whoever sends more than a frame. */
function refuseLong(key: string, bytes: number): void {
  if (bytes <= longestVariableBytes) return;
  throw new CroniumError("invalid_input", `The value of ${key} is longer than 16 MB: it has ${bytesText(bytes)}`, {
    remedy: "Keep large data in a file, and the file's place in the variable.",
  });
}

/** All of it, without the line break that ends it. */
async function readInput({ io }: Session): Promise<string> {
  if (io.stdin.isTTY === true) io.stderr.write("Type the value, then Ctrl-D on a line of its own.\n");
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

function visibleSecret(key: string): UsageError {
  return new UsageError(
    `A value on the command line can be seen by every program here, and ${key} is to be a secret. Give it on the standard input: \`cronium variable set ${key} --secret < FILE\`.`,
  );
}
