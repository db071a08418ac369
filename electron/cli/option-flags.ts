import { issueWords } from "../../shared/issue-text.ts";
import { serverOptions, type ServerOptions } from "../../shared/server-options.ts";
import { fileOptions } from "./file-schema.ts";
import { toOptions } from "./options-from-file.ts";
import { UsageError } from "./usage-error.ts";

/** Words that stand for `null` of `jump`: reached straight, whatever the groups say. */
const straight = "straight";

/**
 * Changes options by `name=value`, named as in a definition file; `name=` leaves it to the groups, or to the usual.
 * @throws UsageError for a name that there is not, a value that cannot be read, or a name that comes twice
 */
export function changeOptions(options: ServerOptions, words: readonly string[]): ServerOptions {
  const changed: Record<string, unknown> = { ...options };
  const named = new Set<string>();
  for (const word of words) {
    const [, name = "", text = ""] = /^([A-Za-z]+)=(.*)$/s.exec(word) ?? [];
    const [option] = Object.keys(toOptions(sampleOf(name)));
    if (option === undefined) {
      throw new UsageError(
        `--option: “${word}” is no option. Write name=value, with one of ${optionNames.join(", ")}.`,
      );
    }
    if (named.has(option)) {
      throw new UsageError(
        `--option ${name}: it is given twice${name === "jump" ? ", --jump and --no-jump included" : ""}.`,
      );
    }
    named.add(option);
    if (text === "") {
      changed[option] = undefined;
      continue;
    }
    const value = name === "jump" && text === straight ? null : name === "channels" ? Number(text) : text;
    const parsed = fileOptions.safeParse({ [name]: value });
    if (!parsed.success) {
      throw new UsageError(`--option ${name}: ${parsed.error.issues.map(({ message }) => message).join("; ")}`);
    }
    const chosen = toOptions(parsed.data);
    const checked = serverOptions.safeParse(chosen);
    if (!checked.success) {
      const words = checked.error.issues.map((issue) => issueWords(issue) ?? issue.message);
      throw new UsageError(`--option ${name}: ${words.join("; ")}.`);
    }
    Object.assign(changed, chosen);
  }
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
}

const optionNames: readonly string[] = Object.keys(fileOptions.shape);

/** So that `toOptions` says what an option is called in the core. */
function sampleOf(name: string): Parameters<typeof toOptions>[0] {
  return optionNames.includes(name) ? { [name]: 0 } : {};
}
