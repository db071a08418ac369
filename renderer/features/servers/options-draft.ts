import { formatDuration, parseDuration } from "../../../shared/duration.ts";
import { inheritedOption, type GroupOptions } from "../../../shared/inherited-options.ts";
import { serverOptions, type ServerOptions } from "../../../shared/server-options.ts";

export type OptionName = keyof ServerOptions;
/** Options as they are typed; empty: inherited. */
export type OptionsDraft = Readonly<Record<OptionName, string>>;

/** Chosen of `jump`: reached straight, whatever the groups say. No server can have this name. */
export const straight = "(straight)";

export interface OptionField {
  readonly name: OptionName;
  readonly label: string;
  readonly hint: string;
}

/** In the order they are shown. */
export const optionFields: readonly OptionField[] = [
  { name: "jump", label: "Reached through", hint: "Another server that leads to it." },
  { name: "agent", label: "SSH agent at", hint: "Asked for keys: its socket, or a variable that names it." },
  {
    name: "directory",
    label: "Directory there",
    hint: "Where scripts and their runs are kept; below the user's home.",
  },
  { name: "connectTimeoutMs", label: "Time to connect", hint: "Until it counts as not to be reached." },
  { name: "keepaliveMs", label: "Sign of life every", hint: "A connection without three of them is given up." },
  { name: "idleMs", label: "Close connections after", hint: "When nobody uses them." },
  { name: "channels", label: "Commands per connection", hint: "What the server refuses is heeded besides." },
  { name: "waitWhileDownMs", label: "Jobs wait for it", hint: "While it is down; 0s: they fail at once." },
  { name: "healthCheckMs", label: "Looked at every", hint: "0s: only when you test it." },
  { name: "terminalIdleMs", label: "Close terminals after", hint: "When nobody types." },
  {
    name: "runtimeApi",
    label: "Runtime API",
    hint: "Automatic: through the connection, or by files where that is forbidden.",
  },
];

const runtimeWords: Readonly<Record<string, string>> = {
  automatic: "automatic",
  bundled: "always by files",
};

export function toOptionsDraft(options: ServerOptions): OptionsDraft {
  const draft = optionFields.map(({ name }): [OptionName, string] => {
    const value = options[name];
    if (value === undefined) return [name, ""];
    if (value === null) return [name, straight];
    return [name, isDuration(name) ? formatDuration(Number(value)) : String(value)];
  });
  return Object.fromEntries(draft) as OptionsDraft;
}

/** What was typed as options, and what is wrong with it, by field. */
export function readOptionsDraft(draft: OptionsDraft): {
  readonly options: ServerOptions;
  readonly errors: Partial<Readonly<Record<OptionName, string>>>;
} {
  const typed: Partial<Record<OptionName, unknown>> = {};
  const errors: Partial<Record<OptionName, string>> = {};
  for (const { name } of optionFields) {
    const text = draft[name].trim();
    if (text === "") continue;
    if (text === straight) typed[name] = null;
    else if (isDuration(name)) {
      const milliseconds = parseDuration(text);
      if (milliseconds === undefined) errors[name] = "write it like 30s, 10m or 2h";
      else typed[name] = milliseconds;
    } else typed[name] = name === "channels" ? Number(text) : text;
  }
  const parsed = serverOptions.safeParse(typed);
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = path[0] as OptionName;
    errors[name] ??= boundWords[name] ?? message;
  }
  return { options: parsed.data ?? {}, errors };
}

const boundWords: Partial<Readonly<Record<OptionName, string>>> = {
  connectTimeoutMs: "from 1s to 2m",
  keepaliveMs: "from 1s to 10m",
  idleMs: "from 5s to 1d",
  channels: "a whole number from 1 to 100",
  healthCheckMs: "0s, or from 10s to 1d",
  terminalIdleMs: "from 1m to 1d",
  waitWhileDownMs: "from 0s to 30d",
};

function isDuration(name: OptionName): boolean {
  return name.endsWith("Ms");
}

/** A value in words, as it is shown where nothing is typed. */
export function optionText(name: OptionName, value: string | number | null): string {
  if (value === null) return "straight";
  if (name === "runtimeApi") return runtimeWords[String(value)] ?? String(value);
  return isDuration(name) ? formatDuration(Number(value)) : String(value);
}

/** What holds when nothing is chosen, and whence: `10s, as usual` or `gate, from group web`. */
export function inheritedText(name: OptionName, groups: readonly string[], all: readonly GroupOptions[]): string {
  const { value, group } = inheritedOption(name, groups, all);
  return `${optionText(name, value)}, ${group === undefined ? "as usual" : `from group ${group}`}`;
}
