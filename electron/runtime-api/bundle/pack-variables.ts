import type { Logger } from "../../base/logger.ts";
import { outlineVariables } from "../../store/variables.ts";
import { variablesUsedBy } from "../../store/variable-uses.ts";
import type { Store } from "../../store/store.ts";
import { secretTexts } from "../../variables/secret-texts.ts";
import type { VariableBook } from "../../variables/variable-book.ts";
import type { Session } from "../session.ts";
import { chooseVariables } from "./choose-variables.ts";

/** Of more variables than this the rest is not even looked at. */
const mostVariables = 10_000;
/** One variable of the environment holds them, bytes: Linux takes none over 128 KiB. */
const secretsBytes = 96 * 1024;

interface PackedVariables {
  /** `{"complete", "variables": {KEY: {"value", "version"}}, "withheld": {KEY: WHY}}` */
  readonly file: string;
  /** `{KEY: {"value", "version"}}` of what is secret, for the environment: on no disk. */
  readonly secrets: string;
}

/** The variables that come along with a script, as JSON. Its secrets are masked in its log from here on. */
export async function packVariables({
  store,
  logger,
  variables,
  session,
}: {
  readonly store: Store;
  readonly logger: Logger;
  readonly variables: VariableBook;
  readonly session: Session;
}): Promise<PackedVariables> {
  const { facts, script } = session.work;
  const outlines = await outlineVariables(store.read, mostVariables + 1);
  const used = await variablesUsedBy(store.read, facts.eventId);
  const choice = chooseVariables(outlines.slice(0, mostVariables), used, script);
  const withheld = new Map(choice.withheld);

  async function entryOf(key: string, mayBeSecret: boolean): Promise<string | undefined> {
    try {
      const variable = await variables.get(key);
      if (variable === undefined) return undefined;
      if (variable.isSecret) {
        if (!mayBeSecret) throw new Error("it has become a secret since it was chosen");
        session.hide(secretTexts(variable.text));
      }
      return `${JSON.stringify(key)}:{"value":${variable.text},"version":${String(variable.version)}}`;
    } catch (error) {
      logger.warn({ error, execution: session.execution.id }, "a variable cannot come along with a script");
      withheld.set(key, "its value could not be read");
      return undefined;
    }
  }

  const plain: string[] = [];
  for (const key of choice.plain) {
    const entry = await entryOf(key, false);
    if (entry !== undefined) plain.push(entry);
  }
  const secret: string[] = [];
  let room = secretsBytes;
  for (const key of choice.secret) {
    const entry = await entryOf(key, true);
    if (entry === undefined) continue;
    room -= Buffer.byteLength(entry) + 1;
    if (room > 0) secret.push(entry);
    else withheld.set(key, "a secret that is too large");
  }
  const isComplete = outlines.length <= mostVariables;
  const left = JSON.stringify(Object.fromEntries(withheld));
  return {
    file: `{"complete":${String(isComplete)},"variables":{${plain.join(",")}},"withheld":${left}}`,
    secrets: `{${secret.join(",")}}`,
  };
}
