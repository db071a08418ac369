import { matchesPatterns, readConfigLines, strayConfigLines, type ConfigLine } from "./config-lines.ts";
import { notUnderstood } from "./not-understood.ts";

/** A file of configuration as it was read. */
export interface ConfigSource {
  readonly path: string;
  readonly text: string;
}

/** When settings hold: all of these together. */
type Condition =
  { readonly kind: "host" | "address"; readonly patterns: readonly string[] } | { readonly kind: "never" };

interface Setting extends ConfigLine {
  readonly conditions: readonly Condition[];
}

export interface ClientConfig {
  readonly settings: readonly Setting[];
  /** Names after `Host` that stand for one server: without `*`, `?` and `!`, in the order they come. */
  readonly names: readonly string[];
  /** What is not taken, and why, each with its place. */
  readonly notTaken: readonly string[];
}

/** As the OpenSSH client has it (readconf.c, READCONF_MAX_DEPTH). */
const deepestInclude = 16;

/**
 * Reads a configuration of the OpenSSH client with all that it includes (ssh_config(5)). `Match` is understood with
 * `all`, `host` and `originalhost`; blocks with other criteria are told as not taken, as they depend on more than the
 * files.
 * @param include finds the files that an `Include` names
 */
export async function readClientConfig(
  source: ConfigSource,
  include: (pattern: string) => Promise<readonly ConfigSource[]>,
): Promise<ClientConfig> {
  const settings: Setting[] = [];
  const names = new Set<string>();
  const notTaken: string[] = [];

  async function read({ path, text }: ConfigSource, outer: readonly Condition[], depth: number): Promise<void> {
    let conditions = outer;
    notTaken.push(...notUnderstood(path, strayConfigLines(text)));
    for (const line of readConfigLines(text, path)) {
      switch (line.keyword) {
        case "host":
          conditions = [...outer, { kind: "host", patterns: line.words }];
          for (const name of line.words) if (!/[*?!]/.test(name)) names.add(name);
          break;
        case "match":
          conditions = [...outer, ...matchConditions(line, notTaken)];
          break;
        case "include":
          if (depth >= deepestInclude) {
            notTaken.push(`${line.place}: files include each other too deeply`);
            break;
          }
          for (const pattern of line.words) {
            const found = await include(pattern);
            if (found.length === 0) notTaken.push(`${line.place}: there is no file ${pattern}`);
            for (const inner of found) await read(inner, conditions, depth + 1);
          }
          break;
        default:
          settings.push({ ...line, conditions });
      }
    }
  }

  await read(source, [], 0);
  return { settings, names: [...names], notTaken };
}

function matchConditions(line: ConfigLine, notTaken: string[]): readonly Condition[] {
  const conditions: Condition[] = [];
  for (let index = 0; index < line.words.length; index++) {
    const criterion = (line.words[index] ?? "").toLowerCase();
    if (criterion === "all") continue;
    const patterns = line.words[++index]?.split(",") ?? [];
    if (criterion === "host") conditions.push({ kind: "address", patterns });
    else if (criterion === "originalhost") conditions.push({ kind: "host", patterns });
    else {
      notTaken.push(`${line.place}: “Match ${line.words.join(" ")}” depends on more than the server's name`);
      return [{ kind: "never" }];
    }
  }
  return conditions;
}

/** What a configuration says of one name. Lists have what all blocks give; of all else the first word counts. */
export interface HostSettings {
  readonly address: string;
  readonly values: ReadonlyMap<string, string>;
  readonly identityFiles: readonly string[];
  readonly certificateFiles: readonly string[];
}

/** Puts together what holds for a name: the first value of each keyword counts (ssh_config(5)). */
export function settingsOf(config: ClientConfig, name: string): HostSettings {
  const values = new Map<string, string>();
  const lists = { identityfile: new Set<string>(), certificatefile: new Set<string>() };
  const address = (): string => (values.get("hostname") ?? name).replaceAll("%h", name).replaceAll("%%", "%");
  const holds = (condition: Condition): boolean => {
    if (condition.kind === "never") return false;
    return matchesPatterns(condition.kind === "host" ? name : address(), condition.patterns);
  };
  for (const { keyword, words, conditions } of config.settings) {
    if (!conditions.every(holds)) continue;
    const value = words[0] ?? "";
    if (keyword === "identityfile" || keyword === "certificatefile") lists[keyword].add(value);
    else if (!values.has(keyword)) values.set(keyword, keyword === "proxycommand" ? words.join(" ") : value);
  }
  return {
    address: address(),
    values,
    identityFiles: [...lists.identityfile],
    certificateFiles: [...lists.certificatefile],
  };
}
